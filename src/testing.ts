import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigInput } from './config.ts';
import { type Addresses, createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
import type { Clock } from './kernel/ports/clock.ts';
import type { Signal } from './kernel/ports/signals.ts';

export interface TestGatewayOptions extends Pick<
  GatewayOptions,
  'root' | 'dev' | 'env' | 'flags' | 'faults' | 'load' | 'files' | 'watch'
> {
  readonly config: ConfigInput;
  /** Addresses in place of those that the config has, by source. */
  readonly sources?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

/** A running gateway on ports of its own, stopped by `await using`. */
export interface TestGateway extends Addresses, Pick<Gateway, 'execute' | 'stop' | 'reload'>, AsyncDisposable {
  /** Sends a GraphQL request by POST. */
  readonly post: (params: unknown, init?: RequestInit) => Promise<TestAnswer>;
  /** Sends a GraphQL request by GET, with a preflight header as clients send it; objects become JSON text. */
  readonly get: (params: Readonly<Record<string, unknown>>, init?: RequestInit) => Promise<TestAnswer>;
  /** Sends anything to the public listener. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** The lines of the log so far. */
  readonly logs: readonly LogLine[];
  /** What the gateway reported so far. */
  readonly signals: readonly Signal[];
}

/** A line of the log, read as JSON. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly message: string };

/** An answer, its body read as JSON. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: TestBody;
}

/** A GraphQL answer as clients see it, or whatever else came as JSON. */
export interface TestBody {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves time on, and calls back on its way whom it is time for. */
  readonly advance: (milliseconds: number) => void;
}

/** @param start milliseconds since the Unix epoch. */
export function fakeClock(start = Date.UTC(2027, 0, 1)): FakeClock {
  let passed = 0;
  const waiting = new Set<{ readonly at: number; readonly due: () => void }>();
  return {
    now: () => start + passed,
    elapsed: () => passed,
    after(milliseconds, due) {
      const one = { at: passed + milliseconds, due };
      waiting.add(one);
      return () => void waiting.delete(one);
    },
    advance(milliseconds) {
      const until = passed + milliseconds;
      for (;;) {
        const [next] = [...waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (!next) break;
        waiting.delete(next);
        passed = Math.max(passed, next.at);
        next.due();
      }
      passed = until;
    },
  };
}

/** Starts a gateway for a test: real listeners on free ports, in dev unless told otherwise, nothing read from the environment. */
export async function createTestGateway({
  config,
  sources = {},
  dev = true,
  env = {},
  ...options
}: TestGatewayOptions): Promise<TestGateway> {
  const signals: Signal[] = [];
  const logs: LogLine[] = [];
  const gateway = inDataFolder((data) =>
    createGateway(withAddresses(config, sources), {
      ...options,
      dev,
      env: { PORT: '0', ADMIN_PORT: '0', TOLLGATE_DATA: data, ...env },
      signals: { emit: (signal) => void signals.push(signal) },
      logSink: { write: (line) => void logs.push(JSON.parse(line) as LogLine) },
    }),
  );
  const addresses = await gateway.start();
  const fetchPath = (path: string, init?: RequestInit): Promise<Response> => fetch(`${addresses.url}${path}`, init);
  return {
    ...addresses,
    execute: gateway.execute,
    stop: gateway.stop,
    reload: gateway.reload,
    signals,
    logs,
    fetch: fetchPath,
    post: async (params, init) =>
      answerOf(
        await fetchPath('/graphql', {
          ...init,
          method: 'POST',
          headers: { 'content-type': 'application/json', ...init?.headers },
          body: typeof params === 'string' ? params : JSON.stringify(params),
        }),
      ),
    get: async (params, init) => {
      const search = new URLSearchParams(
        Object.entries(params).map(
          ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as [string, string],
        ),
      );
      const headers = { 'apollo-require-preflight': 'true', ...init?.headers };
      return answerOf(await fetchPath(`/graphql?${search}`, { ...init, headers }));
    },
    [Symbol.asyncDispose]: async () => void (await gateway.stop()),
  };
}

/** What a gateway keeps stands in a folder of its own, which goes with it. */
function inDataFolder(make: (data: string) => Gateway): Gateway {
  const data = mkdtempSync(join(tmpdir(), 'tollgate-data-'));
  const leave = (): void => rmSync(data, { recursive: true, force: true });
  const gateway = make(data);
  return {
    ...gateway,
    stop: () => gateway.stop().finally(leave),
    start: () =>
      gateway.start().catch((error: unknown) => {
        leave();
        throw error;
      }),
  };
}

function withAddresses(config: ConfigInput, addresses: Readonly<Record<string, string>>): ConfigInput {
  const sources = Object.entries(config.sources ?? {}).map(
    ([name, source]) => [name, addresses[name] ? { ...source, url: addresses[name] } : source] as const,
  );
  return { ...config, sources: Object.fromEntries(sources) };
}

async function answerOf(response: Response): Promise<TestAnswer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}
