import { type ConfigInput, createGateway } from '../../src/index.ts';
import { joinBench, readSetup } from '../method/membership.ts';
import { ROOT, shopConfig } from './config.ts';

interface Setup {
  /** Base address of the service, which is the collector of traces too. */
  readonly upstream: string;
  /** A folder that goes when the run ends. */
  readonly folder: string;
}

interface Settings {
  readonly config: Partial<ConfigInput>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Serves the shop by the gateway's public API, in production, with some settings of its own; joins the bench. */
export async function serveShop(settings: (setup: Setup) => Settings): Promise<void> {
  const { upstream, folder } = readSetup();
  const { config, env = {} } = settings({ upstream, folder });
  const gateway = createGateway({ ...shopConfig(upstream, folder), ...config }, { root: ROOT, env });
  joinBench((await gateway.start()).url);
}
