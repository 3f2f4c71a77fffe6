import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { listenAt } from './adapters/listen.ts';
import { systemClock } from './adapters/system-clock.ts';
import { type Config, type ConfigInput, readConfig } from './config.ts';
import { type Admin, createAdmin } from './control/admin.ts';
import { createEdge, type Edge } from './edge/edge.ts';
import { GatewayError } from './errors/gateway-error.ts';
import type { ErrorRenderer } from './errors/render.ts';
import { buildGeneration, type Generation, type Residents } from './generation.ts';
import { createResidents, withRecorder } from './residents.ts';
import type { Json } from './kernel/json.ts';
import type { LogSink } from './kernel/ports/log.ts';
import { inTime } from './kernel/in-time.ts';
import { createProbes, type Phase, type Probes } from './kernel/health.ts';
import type { Result } from './kernel/exchange.ts';
import type { Clock } from './kernel/ports/clock.ts';
import type { Signals } from './kernel/ports/signals.ts';
import { readContracts } from './operations/build/contract-files.ts';

export interface GatewayOptions {
  /** Development: mode `open`, introspection, an admin token made for the run. Never taken from the environment. */
  readonly dev?: boolean;
  /** The folder that paths of the config are seen from; the working directory when left out. */
  readonly root?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Is told what the rooms report, besides the log. */
  readonly signals?: Signals;
  /** Takes the log's lines in place of file or standard output. */
  readonly logSink?: LogSink;
  /** Flags held at a value, whatever their definitions say: for tests. */
  readonly flags?: Readonly<Record<string, Json>>;
}

/** Where a started gateway answers. */
export interface Addresses {
  /** Base address of the public listener, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly adminUrl: string;
  /** The token of the admin graph; `undefined` when there is none and only probes and metrics answer. */
  readonly adminToken: string | undefined;
}

export interface ExecuteRequest {
  /** Id of a registered operation. */
  readonly id?: string;
  /** Text of a free-form operation, where the mode lets it run. */
  readonly document?: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly client?: { readonly name: string; readonly version?: string };
  /** Ends the request early. */
  readonly signal?: AbortSignal;
}

export interface ExecuteAnswer extends Result {
  /** The status that HTTP would have had. */
  readonly status: number;
  readonly requestId: string;
}

export interface Gateway {
  /** Builds the first generation and listens. Rejects with everything wrong at once, and leaves nothing running. */
  readonly start: () => Promise<Addresses>;
  /** Drains and closes: `/readyz` fails, requests under way may end, the rest is cut off and counted. */
  readonly stop: () => Promise<{ readonly unfinished: number }>;
  /** Runs an operation without HTTP; needs no `start()`. Never rejects for what the operation does. */
  readonly execute: (request: ExecuteRequest) => Promise<ExecuteAnswer>;
}

/** Makes a gateway from a config. Nothing is read or opened before `start()` or `execute()`. */
export function createGateway(input: ConfigInput, options: GatewayOptions = {}): Gateway {
  const gateway = new RunningGateway(readConfig(input), options);
  return { start: () => gateway.start(), stop: () => gateway.stop(), execute: (request) => gateway.execute(request) };
}

class RunningGateway {
  readonly #config: Config;
  readonly #options: Required<Pick<GatewayOptions, 'dev' | 'root' | 'env'>>;
  #residents: Residents;
  readonly #edge: Edge;
  readonly #probes: Probes;
  #phase: Phase = 'starting';
  #admin: Admin | undefined;
  #adminToken: string | undefined;
  #current: Generation | undefined;
  #preparing: Promise<Generation> | undefined;
  #started = false;
  #stopping: Promise<{ unfinished: number }> | undefined;
  #closing: Promise<void> | undefined;

  constructor(config: Config, { dev = false, root = process.cwd(), env = process.env, ...parts }: GatewayOptions) {
    const { clock = systemClock, signals, logSink: sink, flags } = parts;
    this.#config = config;
    this.#options = { dev, root, env };
    this.#residents = createResidents(config, { root, env, dev, clock, signals, sink, flags });
    this.#probes = createProbes(
      () => this.#phase,
      () => this.#current?.checks() ?? [],
    );
    this.#edge = createEdge({
      config: config.http,
      run: async (arrival) => (await this.#prepare()).runner.run(arrival),
      renderer: this.#residents.renderer,
      probes: this.#probes,
      phase: () => this.#phase,
    });
  }

  async start(): Promise<Addresses> {
    if (this.#started) throw new Error('This gateway has been started already. Make a new one with createGateway().');
    this.#started = true;
    try {
      const addresses = await this.#listen();
      this.#phase = 'serving';
      return addresses;
    } catch (error) {
      if (this.#phase === 'starting') this.#phase = 'failed';
      await this.#edge.close(0);
      await this.#close();
      throw error;
    }
  }

  stop(): Promise<{ readonly unfinished: number }> {
    this.#stopping ??= this.#drain();
    return this.#stopping;
  }

  async execute(request: ExecuteRequest): Promise<ExecuteAnswer> {
    if (this.#stopping) return stopped(this.#residents.renderer);
    const { runner } = await this.#prepare();
    const ending = new AbortController();
    const end = (): void => ending.abort();
    if (request.signal?.aborted) end();
    request.signal?.addEventListener('abort', end, { once: true });
    const answered = await runner.run({ request: embeddedRequest(request), ending });
    request.signal?.removeEventListener('abort', end);
    answered.settle({ bytes: 0, aborted: request.signal?.aborted ?? false });
    return { ...answered.result, status: answered.status, requestId: answered.exchange.requestId ?? '' };
  }

  /** The public listener opens first: it finds out that its port is taken, and its probes say that the rest is starting. */
  async #listen(): Promise<Addresses> {
    const { dev, env } = this.#options;
    const { http, admin } = this.#config;
    const host = http.host ?? (dev ? '127.0.0.1' : '0.0.0.0');
    const url = await listenAt(this.#edge.listener, host, portOf(env, 'PORT') ?? http.port ?? 4000, 'PORT');
    const { adminGraph } = await this.#prepare();
    this.#goOn();
    const token = this.#adminToken;
    const { renderer, metrics, recorder } = this.#residents;
    const parts = { graph: adminGraph, renderer, probes: this.#probes, metrics: () => metrics.text(recorder), token };
    this.#admin = createAdmin(parts);
    metrics.start();
    await this.#admin.start();
    const adminPort = portOf(env, 'ADMIN_PORT') ?? admin.port ?? 4001;
    const adminUrl = await listenAt(this.#admin.listener, admin.host, adminPort, 'ADMIN_PORT');
    this.#goOn();
    return { url, adminUrl, adminToken: token };
  }

  /** A gateway that is told to stop while it starts must not come to life afterwards. */
  #goOn(): void {
    if (this.#stopping) throw new Error('The gateway was stopped while it started.');
  }

  #prepare(): Promise<Generation> {
    this.#preparing ??= this.#build();
    return this.#preparing;
  }

  async #build(): Promise<Generation> {
    const { root, dev, env } = this.#options;
    const contracts = readContracts(join(root, this.#config.operations.folder));
    const adminToken = readToken(env) ?? (dev ? randomBytes(16).toString('hex') : undefined);
    this.#adminToken = adminToken;
    const residents = await withRecorder(this.#residents, { ...this.#config.telemetry, env, adminToken });
    this.#residents = residents;
    const generation = buildGeneration({ config: this.#config, root, dev, residents, contracts, number: 1 });
    this.#current = generation;
    await residents.flags.start();
    await generation.start();
    return generation;
  }

  async #drain(): Promise<{ unfinished: number }> {
    const { notice, grace } = this.#config.http.drain;
    const wasServing = this.#phase === 'serving';
    this.#phase = 'draining';
    if (wasServing && !this.#options.dev) await pause(notice);
    const unfinished = await this.#edge.close(grace);
    // `start()` has told of a failure; a plugin that hangs in it must not keep the process.
    await inTime(
      this.#preparing?.catch(() => {}),
      grace,
    );
    await this.#close();
    this.#phase = 'stopped';
    return { unfinished };
  }

  #close(): Promise<void> {
    this.#closing ??= inTime(this.#closeAll(), LONGEST_CLOSE);
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const { sources, apq, flags, recorder, logger, metrics } = this.#residents;
    metrics.close();
    await this.#admin?.close();
    await this.#current?.close();
    await Promise.all([
      ...[...sources.values()].map((source) => source.close()),
      apq.close(),
      flags.close(),
      recorder?.close(),
    ]);
    await logger.close();
  }
}

/** Milliseconds for plugins to close; one that hangs must not keep the process. */
const LONGEST_CLOSE = 5_000;

function stopped(renderer: ErrorRenderer): ExecuteAnswer {
  const { errors, status } = renderer.render(
    new GatewayError('The gateway has been stopped.', { code: 'OVERLOADED' }),
    undefined,
  );
  return { errors, status, requestId: '' };
}

function embeddedRequest({ id, document, operationName, variables, client }: ExecuteRequest) {
  const headers = new Map(
    client && [
      ['apollographql-client-name', client.name],
      ...(client.version ? [['apollographql-client-version', client.version] as const] : []),
    ],
  );
  return {
    method: 'POST' as const,
    header: (name: string) => headers.get(name),
    headers: () => headers.entries(),
    params: () => ({ documentId: id, query: document, operationName, variables }),
  };
}

function readToken(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const file = env['TOLLGATE_ADMIN_TOKEN_FILE'];
  const token = env['TOLLGATE_ADMIN_TOKEN'] || (file ? readFileSync(file, 'utf8').trim() : undefined);
  return token || undefined;
}

function portOf(env: GatewayOptions['env'] & {}, variable: 'PORT' | 'ADMIN_PORT'): number | undefined {
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${variable} is "${text}", which is no port. Set it to a number from 0 to 65535.`);
}
