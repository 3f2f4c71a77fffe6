import type { RequestListener } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createMemoryBudgets } from './adapters/budgets/memory-budgets.ts';
import { listenAt } from './adapters/listen.ts';
import { systemClock } from './adapters/system-clock.ts';
import { type Config, type ConfigInput, readConfig } from './config.ts';
import { type Admin, createAdmin } from './control/admin.ts';
import { createEdge, type Edge, listenHost } from './edge/edge.ts';
import { type ExecuteAnswer, executeEmbedded, type ExecuteRequest, stoppedAnswer } from './embedded.ts';
import { adminToken, type Environment, portOf } from './environment.ts';
import type { Generation, Residents } from './generation.ts';
import { Generations, type LoadedAgain } from './generations.ts';
import { createProbes, type Phase, type Probes } from './kernel/health.ts';
import { inTime } from './kernel/basics/in-time.ts';
import type { Json } from './kernel/basics/json.ts';
import type { Clock } from './kernel/ports/clock.ts';
import type { LogSink } from './kernel/ports/log.ts';
import { NO_FACES } from './kernel/ports/rest-faces.ts';
import type { Signals } from './kernel/ports/signals.ts';
import { createResidents, withFaults, withRecorder } from './residents.ts';

export type { ExecuteAnswer, ExecuteRequest } from './embedded.ts';

export interface GatewayOptions {
  /** Development: mode `open`, introspection, an admin token made for the run. Never taken from the environment. */
  readonly dev?: boolean;
  /** The folder that paths of the config are seen from; the working directory when left out. */
  readonly root?: string;
  readonly env?: Environment;
  /** Reads the config again for `reload()`; left out, a reload reads schema and operations only. */
  readonly load?: () => Promise<LoadedAgain>;
  /** The files that the config was read from, to be watched. */
  readonly files?: readonly string[];
  /** Reloads when config, schema or operations change. */
  readonly watch?: boolean;
  readonly clock?: Clock;
  /** Is told what the rooms report, besides the log. */
  readonly signals?: Signals;
  /** Takes the log's lines in place of file or standard output. */
  readonly logSink?: LogSink;
  /** Flags held at a value, whatever their definitions say: for tests. */
  readonly flags?: Readonly<Record<string, Json>>;
  /** Calls to sources that go wrong on purpose, such as `airports:latency=2s,50%`: in development alone. */
  readonly faults?: readonly string[];
}

/** Where a started gateway answers. */
export interface Addresses {
  /** Base address of the public listener, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly adminUrl: string;
  /** Where a browser finds the explorer; `undefined` outside of development, and where its packages are not installed. */
  readonly explorerUrl: string | undefined;
  /** The token of the admin graph; `undefined` when there is none and only probes and metrics answer. */
  readonly adminToken: string | undefined;
}

export interface Gateway {
  /** Builds the first generation and listens. Rejects with everything wrong at once, and leaves nothing running. */
  readonly start: () => Promise<Addresses>;
  /** Drains and closes: `/readyz` fails, requests under way may end, the rest is cut off and counted. */
  readonly stop: () => Promise<{ readonly unfinished: number }>;
  /**
   * Reads config, schema and operations again and lets them serve, all at once. Requests under way keep what they began
   * with. Rejects where something is broken: then what was there serves on, and health says why.
   */
  readonly reload: () => Promise<{ readonly generation: string }>;
  /**
   * Answers what another HTTP server is asked, on the paths of the public listener; needs no `start()`. That server's
   * connections, their limits and times are its own affair; close it before `stop()`.
   */
  readonly handler: () => RequestListener;
  /** Runs an operation without HTTP; needs no `start()`. Never rejects for what the operation does. */
  readonly execute: (request: ExecuteRequest) => Promise<ExecuteAnswer>;
}

/** Makes a gateway from a config. Nothing is read or opened before `start()` or `execute()`. */
export function createGateway(input: ConfigInput, options: GatewayOptions = {}): Gateway {
  if (options.faults?.length && !options.dev) throw new Error('Faults are injected in development only.');
  const gateway = new RunningGateway(readConfig(input), options);
  return {
    start: () => gateway.start(),
    stop: () => gateway.stop(),
    reload: () => gateway.reload(),
    handler: () => gateway.handler(),
    execute: (request) => gateway.execute(request),
  };
}

class RunningGateway {
  readonly #config: Config;
  readonly #dev: boolean;
  readonly #env: Environment;
  readonly #faults: readonly string[];
  #residents: Residents;
  #token: string | undefined;
  readonly #generations: Generations;
  readonly #edge: Edge;
  readonly #probes: Probes;
  #phase: Phase = 'starting';
  #admin: Admin | undefined;
  #started = false;
  #stopping: Promise<{ unfinished: number }> | undefined;
  #closing: Promise<void> | undefined;

  constructor(config: Config, options: GatewayOptions) {
    const { dev = false, root = process.cwd(), env = process.env, clock = systemClock } = options;
    const { signals, logSink: sink, flags, load, files = [], watch = false } = options;
    this.#config = config;
    this.#dev = dev;
    this.#env = env;
    this.#faults = options.faults ?? [];
    this.#residents = createResidents(config, { root, env, dev, clock, signals, sink, flags });
    this.#generations = new Generations({
      config,
      root,
      dev,
      load,
      files,
      watch,
      residents: () => this.#completeResidents(),
      serves: async ({ adminGraph }) => {
        await this.#admin?.use(adminGraph);
        this.#edge.reloadCertificates();
      },
    });
    this.#probes = createProbes(
      () => this.#phase,
      () => this.#generations.serving?.checks() ?? [],
    );
    this.#edge = createEdge({
      config: config.http,
      run: (arrival) =>
        this.#generations.serving?.runner.run(arrival) ?? this.#generation().then(({ runner }) => runner.run(arrival)),
      faces: () => this.#generations.serving?.faces ?? NO_FACES,
      renderer: this.#residents.renderer,
      clock,
      signals: this.#residents.signals,
      probes: this.#probes,
      phase: () => this.#phase,
      rates: createMemoryBudgets(clock),
      dev,
      root,
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

  async reload(): Promise<{ readonly generation: string }> {
    if (this.#stopping) throw new Error('The gateway has been stopped, so it cannot be reloaded.');
    return { generation: (await this.#generations.reload()).id };
  }

  handler(): RequestListener {
    const open = (phase: Phase): void => {
      if (this.#phase === 'starting') this.#phase = phase;
    };
    const opened = this.#generation().then(
      () => open('serving'),
      (error: unknown) => {
        open('failed');
        const message = `The gateway did not start. ${error instanceof Error ? error.message : String(error)}`;
        this.#residents.signals.emit({ level: 'error', name: 'gateway.failed', message });
      },
    );
    return this.#edge.handler(opened);
  }

  async execute(request: ExecuteRequest): Promise<ExecuteAnswer> {
    if (this.#stopping) return stoppedAnswer(this.#residents.renderer);
    return executeEmbedded((await this.#generation()).runner, request);
  }

  /** The public listener opens first: it finds out that its port is taken, and its probes say that the rest is starting. */
  async #listen(): Promise<Addresses> {
    const { http, admin } = this.#config;
    const host = listenHost({ config: http, dev: this.#dev });
    const url = await listenAt(this.#edge.listener, host, portOf(this.#env, 'PORT') ?? http.port ?? 4000, 'PORT');
    const { adminGraph } = await this.#generation();
    this.#goOn();
    const { renderer, metrics, recorder } = this.#residents;
    const parts = { renderer, probes: this.#probes, metrics: () => metrics.text(recorder), token: this.#token };
    this.#admin = createAdmin(parts);
    metrics.start();
    await this.#admin.use(adminGraph);
    const adminPort = portOf(this.#env, 'ADMIN_PORT') ?? admin.port ?? 4001;
    const adminUrl = await listenAt(this.#admin.listener, admin.host, adminPort, 'ADMIN_PORT');
    this.#goOn();
    const explorerUrl = this.#edge.hasExplorer() ? `${url}/graphql` : undefined;
    return { url, explorerUrl, adminUrl, adminToken: this.#token };
  }

  /** A gateway that is told to stop while it starts must not come to life afterwards. */
  #goOn(): void {
    if (this.#stopping) throw new Error('The gateway was stopped while it started.');
  }

  /** The generation that serves; the first is built when it is asked for. */
  async #generation(): Promise<Generation> {
    const first = await this.#generations.first();
    return this.#generations.serving ?? first;
  }

  /** What has to be loaded first, where it is asked for. */
  async #completeResidents(): Promise<Residents> {
    this.#token = adminToken(this.#env, this.#dev);
    const recording = { ...this.#config.telemetry, env: this.#env, adminToken: this.#token };
    this.#residents = await withFaults(await withRecorder(this.#residents, recording), this.#faults);
    return this.#residents;
  }

  async #drain(): Promise<{ unfinished: number }> {
    const { notice, grace } = this.#config.http.drain;
    const wasServing = this.#phase === 'serving';
    this.#phase = 'draining';
    if (wasServing && !this.#dev) await pause(notice);
    const unfinished = await this.#edge.close(grace);
    // What runs without HTTP may end too; a plugin that hangs in `start()` must not keep the process.
    await inTime(this.#generations.idle(), grace);
    await this.#close();
    this.#phase = 'stopped';
    return { unfinished };
  }

  #close(): Promise<void> {
    this.#closing ??= inTime(this.#closeAll(), LONGEST_CLOSE);
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const { apq, budgets, flags, usage, recorder, logger, metrics, overload } = this.#residents;
    metrics.close();
    overload.close();
    await this.#admin?.close();
    await this.#generations.close();
    await Promise.allSettled([apq.close(), budgets.close(), flags.close(), usage.close(), recorder?.close()]); // the log is closed whatever happens
    await logger.close();
  }
}

/** Milliseconds for plugins to close; one that hangs must not keep the process. */
const LONGEST_CLOSE = 5_000;
