import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type ConfigInput, createGateway } from '../../src/index.ts';
import { joinBench, readSetup } from '../method/membership.ts';
import { ROOT, shopConfig } from './config.ts';

export interface Setup {
  /** Base address of the service, which is the collector of traces too. */
  readonly upstream: string;
  /** A folder that goes when the run ends. */
  readonly folder: string;
}

export interface Settings {
  readonly config: Partial<ConfigInput>;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it tells the event loop's delay, which costs a timer a millisecond, and sweeps before it tells its memory. */
  readonly watched?: boolean;
}

/** Serves the shop by the gateway's public API, in production, with some settings of its own; joins the bench. */
export async function serveShop(settings: (setup: Setup) => Settings): Promise<void> {
  const { upstream, folder } = readSetup();
  const { config, env = {}, watched = false } = settings({ upstream, folder });
  const gateway = createGateway({ ...shopConfig(upstream, folder), ...config }, { root: ROOT, env });
  const { url, adminUrl } = await gateway.start();
  joinBench(url, watched ? { loopDelayP99: measureLoopDelay(), sweep: garbageCollector(), adminUrl } : {});
}

/** V8's own, which a process need not be started for. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** The delay beyond the millisecond that lies between two looks. */
function measureLoopDelay(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  return () => {
    const p99 = histogram.percentile(99) / 1e6 - 1;
    histogram.reset();
    return Math.max(0, p99);
  };
}
