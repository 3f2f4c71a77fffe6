import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { watchFiles } from './adapters/watch-files.ts';
import { type Config, type ConfigInput, readConfig } from './config.ts';
import { type Assembly, buildGeneration, type Generation, type Residents } from './generation.ts';
import type { Reloads } from './graph/gateway-fields.ts';
import { refuseDevelopment } from './governance/refuse-development.ts';
import { ProblemsError } from './kernel/problems/problem.ts';
import { buildContracts } from './operations/build/build-contracts.ts';
import { readBuild } from './operations/build/contract-files.ts';
import type { Contracts } from './operations/registry.ts';

/** A config read again, and the files that it was read from. */
export interface LoadedAgain {
  readonly input: ConfigInput;
  /** Absolute paths, to be watched. */
  readonly files: readonly string[];
}

export interface GenerationsParts {
  readonly config: Config;
  readonly root: string;
  readonly dev: boolean;
  /** Made when the first generation is. */
  readonly residents: () => Promise<Residents>;
  /** Reads the config again for a reload; without it the config stays. */
  readonly load: (() => Promise<LoadedAgain>) | undefined;
  /** The files that the config was read from, absolute. */
  readonly files: readonly string[];
  readonly watch: boolean;
  /** Told of each generation that begins to serve, after it was started and before the first request reaches it. */
  readonly serves: (generation: Generation) => Promise<void>;
}

/** Sections that belong to what outlives generations: a change of theirs waits for the next start. */
const LASTING = [
  'http',
  'admin',
  'logging',
  'telemetry',
  'flags',
  'errors',
  'overload',
] as const satisfies (keyof Config)[];

/**
 * The generations of a gateway: the one that serves, the next one, which is built aside and made current by one
 * assignment, and those before it until their last request has ended.
 */
export class Generations {
  readonly #parts: GenerationsParts;
  #queued: Promise<Generation> | undefined;
  readonly #retiring = new Set<Promise<unknown>>();
  #config: Config;
  #residents: Residents | undefined;
  #number = 0;
  #first: Promise<Generation> | undefined;
  #serving: Generation | undefined;
  #starting: Generation | undefined;
  #reloading: Promise<Generation> | undefined;
  #problem: string | undefined;
  #watcher: { readonly close: () => Promise<void> } | undefined;
  #closed = false;

  constructor(parts: GenerationsParts) {
    this.#parts = parts;
    this.#config = parts.config;
  }

  /** The generation that requests are served by; `undefined` before the first. */
  get serving(): Generation | undefined {
    return this.#serving;
  }

  /** The first generation, built when it is asked for. */
  first(): Promise<Generation> {
    this.#first ??= this.#begin().catch((error: unknown) => {
      this.#first = undefined; // what was wrong may be mended by the next time it is asked for
      throw error;
    });
    return this.#first;
  }

  /** Resolves when no request is under way; none may come any more. */
  async idle(): Promise<void> {
    await this.#first?.catch(() => {}); // `start()` tells of it
    await this.#serving?.runner.idle();
  }

  /**
   * Builds the next generation and lets it serve. One at a time: calls while one is being built share the one after it.
   *
   * @throws ProblemsError when something does not build; the old generation serves on, and health says so
   */
  async reload(): Promise<Generation> {
    await this.first();
    if (!this.#reloading) return this.#reloadNow();
    this.#queued ??= this.#reloading
      .catch(() => {}) // told to those who asked for it
      .then(() => this.#reloadNow());
    return this.#queued;
  }

  #reloadNow(): Promise<Generation> {
    this.#queued = undefined;
    const reloading = this.#next().finally(() => {
      if (this.#reloading === reloading) this.#reloading = undefined;
    });
    this.#reloading = reloading;
    return reloading;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#watcher?.close();
    await this.#reloading?.catch(() => {});
    await Promise.all([(this.#serving ?? this.#starting)?.close(), ...this.#retiring]);
  }

  async #begin(): Promise<Generation> {
    const residents = await this.#parts.residents();
    this.#residents = residents;
    residents.logger.open();
    const generation = this.#build(this.#config, residents);
    this.#starting = generation;
    residents.usage.start();
    residents.overload.start();
    await Promise.all([residents.flags.start(), residents.apq.start?.(), residents.budgets.start?.()]);
    await generation.start(new Set());
    await this.#parts.serves(generation);
    this.#serve(generation, residents);
    await this.#watch(this.#parts.files);
    return generation;
  }

  async #next(): Promise<Generation> {
    if (this.#closed) throw new Error('The gateway has been stopped, so it cannot be reloaded.');
    const loaded = await this.#attempt(async () => this.#parts.load?.());
    try {
      return await this.#attempt(() => this.#succeed(loaded?.input));
    } finally {
      if (loaded) await this.#watch(loaded.files);
    }
  }

  /** From here on requests reach it. */
  #serve(generation: Generation, { flags, inUse }: Residents): void {
    this.#serving = generation;
    inUse.sources = generation.sources;
    flags.fit(generation.namedFlags);
  }

  /** Notes why a reload failed, where it does. */
  async #attempt<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await orTooLate(step());
    } catch (error) {
      this.#problem = error instanceof Error ? error.message : String(error);
      const message = `The reload failed, so generation ${this.#serving?.id} serves on. ${this.#problem}`;
      this.#residents?.signals.emit({ level: 'error', name: 'generation.refused', message });
      throw error;
    }
  }

  async #succeed(input: ConfigInput | undefined): Promise<Generation> {
    const [old, before] = [this.#serving, this.#residents];
    if (!old || !before) throw new Error('A generation can only follow another.');
    const config = input === undefined ? this.#config : this.#withLasting(readConfig(input), before);
    before.flags.refresh(); // they may have been changed together with the schema
    const generation = this.#build(config, before);
    try {
      await generation.start(new Set(old.plugins));
      await this.#parts.serves(generation);
    } catch (error) {
      await generation.close(old);
      throw error;
    }
    this.#config = config;
    this.#problem = undefined;
    this.#serve(generation, before);
    this.#retire(old, generation);
    before.signals.emit({
      level: 'info',
      name: 'generation.serves',
      message: `Generation ${generation.id} serves.`,
    });
    return generation;
  }

  #build(config: Config, residents: Residents): Generation {
    const { root, dev } = this.#parts;
    const folder = resolve(root, config.operations.folder);
    const contracts = dev
      ? (assembly: Assembly): Contracts => derived(folder, assembly)
      : (): Contracts => readBuild(folder);
    const reloads: Reloads = {
      reload: async () => (await this.reload()).id,
      problem: () => this.#problem,
    };
    if (!dev) refuseDevelopment(config);
    return buildGeneration({ config, root, dev, residents, reloads, contracts, number: ++this.#number });
  }

  /** Waits in the background for the last request of a generation, then closes what its successor has not taken over. */
  #retire(old: Generation, successor: Generation): void {
    const retired = old.close(successor).finally(() => this.#retiring.delete(retired));
    this.#retiring.add(retired);
  }

  #withLasting(next: Config, { signals }: Residents): Config {
    const waiting = LASTING.filter((section) => !isDeepStrictEqual(next[section], this.#config[section]));
    if (waiting.length > 0) {
      const message = `Changes of ${waiting.map((section) => `\`${section}\``).join(', ')} in the config take effect at the next start.`;
      signals.emit({ level: 'warn', name: 'generation.lasting', message });
    }
    const { http, admin, logging, telemetry, flags, errors, overload } = this.#config;
    return { ...next, http, admin, logging, telemetry, flags, errors, overload };
  }

  async #watch(files: readonly string[]): Promise<void> {
    if (!this.#parts.watch || this.#closed) return;
    const { schema, operations } = this.#config;
    const globs = [...schema, `${operations.folder}/**/*.{graphql,gql,json}`, ...files];
    await this.#watcher?.close();
    const { root } = this.#parts;
    this.#watcher = await watchFiles({
      globs,
      root,
      changed: () => void this.reload().catch(() => {}), // told by signal and health
      failed: (error) => {
        const message = `Changes of files may go unseen, so reload by hand: ${String(error)}`;
        this.#residents?.signals.emit({ level: 'warn', name: 'generation.watch', message });
      },
    });
  }
}

/** In development what is written counts, not what was last built. */
function derived(folder: string, assembly: Assembly): Contracts {
  const built = buildContracts(folder, assembly);
  if (built.problems.length > 0) throw new ProblemsError('The operations cannot be registered.', built.problems);
  return built;
}

/** Milliseconds for a config to load or a generation to start: one that hangs must not keep all others from coming. */
const LONGEST_STEP = 60_000;

async function orTooLate<T>(step: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const message = `It did not end in ${LONGEST_STEP / 1_000} s; a plugin's start() may hang, or the config's import.`;
  const timer = setTimeout(() => late.reject(new Error(message)), LONGEST_STEP);
  try {
    return await Promise.race([step, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
