import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import config from '../../../demo/tollgate.config.ts';
import { createTestGateway, type TestGateway, type TestGatewayOptions } from '../../../src/testing.ts';

const MAIN = fileURLToPath(new URL('../../../demo/services/main.ts', import.meta.url));
export const DEMO = fileURLToPath(new URL('../../../demo', import.meta.url));

export type ServiceName = 'geography' | 'airports' | 'clock' | 'trips';

/** A demo service in a process of its own, so that a test can kill it. */
export interface Service extends AsyncDisposable {
  readonly name: ServiceName;
  readonly url: string;
  /** Kills the process and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Makes it answer wrongly or late, as `POST /__fault` takes it. */
  readonly fault: (fault: object) => Promise<void>;
  /** How many calls it got. */
  readonly calls: () => Promise<number>;
}

/** @param port a port to take again; any free one when left out. */
export async function startService(name: ServiceName, port = 0): Promise<Service> {
  const child = fork(MAIN, [name], { env: { ...process.env, [`ATLAS_${name.toUpperCase()}_PORT`]: String(port) } });
  const [addresses] = (await once(child, 'message')) as [Record<string, string>];
  const url = addresses[name] ?? '';
  const kill = () => killed(child);
  return {
    name,
    url,
    kill,
    fault: async (fault) => void (await fetch(`${url}/__fault`, { method: 'POST', body: JSON.stringify(fault) })),
    calls: async () => ((await (await fetch(`${url}/__calls`)).json()) as { calls: number }).calls,
    [Symbol.asyncDispose]: kill,
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** A gateway on Atlas' graph before the services given; the others are away. */
export function atlasGateway(
  services: readonly Service[],
  options: Partial<TestGatewayOptions> = {},
): Promise<TestGateway> {
  const away = Object.fromEntries(Object.keys(config.sources ?? {}).map((name) => [name, 'http://127.0.0.1:9']));
  const sources = { ...away, ...Object.fromEntries(services.map(({ name, url }) => [name, url])) };
  return createTestGateway({ config, root: DEMO, sources, ...options });
}

/** Atlas' config with some keys in place of its own. */
export const atlasConfig = (changes: Partial<typeof config>): typeof config => ({ ...config, ...changes });
