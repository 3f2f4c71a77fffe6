import { globSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { FlagSnapshot, FlagStore } from '../../kernel/ports/stores/flags.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { describeProblem, ProblemsError } from '../../kernel/problems/problem.ts';
import { watchFiles } from '../watch-files.ts';
import { flagdSnapshot } from './flagd-snapshot.ts';

export interface FlagFilesOptions {
  /** Glob of the files, seen from `root`. */
  readonly files: string;
  readonly root: string;
  readonly signals: Signals;
}

/**
 * Flag definitions in files, watched. What is broken, or lacks a flag that the graph names, is not served: the last good
 * definitions are, and the problem is told.
 */
export class FlagFiles implements FlagStore {
  readonly #options: FlagFilesOptions;
  #named: ReadonlyMap<string, readonly string[]> = new Map();
  #latest: FlagSnapshot | undefined;
  #serving: FlagSnapshot | undefined;
  #broken: readonly string[] = [];
  #watcher: { readonly close: () => Promise<void> } | undefined;

  constructor(options: FlagFilesOptions) {
    this.#options = options;
  }

  serving(): FlagSnapshot {
    return this.#serving ?? this.latest();
  }

  /** @throws ProblemsError at the first reading, when what is there is broken */
  latest(): FlagSnapshot {
    this.#latest ??= readDefinitions(this.#options);
    return this.#latest;
  }

  fit(named: ReadonlyMap<string, readonly string[]>): void {
    this.#named = named;
    this.#adopt();
  }

  refresh(): void {
    try {
      this.#latest = readDefinitions(this.#options);
      this.#broken = [];
    } catch (error) {
      this.#broken = error instanceof ProblemsError ? error.problems.map(describeProblem) : [String(error)];
    }
    this.#adopt();
  }

  problems(): readonly string[] {
    return this.#broken.length > 0 ? this.#broken : this.#missing();
  }

  async start(): Promise<void> {
    const { files, root, signals } = this.#options;
    const changed = (): void => {
      this.refresh();
      const [problem] = this.problems();
      if (problem === undefined)
        signals.emit({ level: 'info', name: 'flags.changed', message: `The flags of ${files} were read again.` });
      else
        signals.emit({
          level: 'warn',
          name: 'flags.refused',
          message: `The flags were changed and cannot be served; the last good ones are. ${this.problems().join(' ')}`,
        });
    };
    const failed = (error: unknown): void => {
      const message = `Changes of ${files} may go unseen: ${String(error)}`;
      signals.emit({ level: 'warn', name: 'flags.watch', message });
    };
    this.#watcher = await watchFiles({ globs: [files], root, changed, failed });
  }

  async close(): Promise<void> {
    await this.#watcher?.close();
  }

  #adopt(): void {
    if (this.#missing().length === 0) this.#serving = this.latest();
  }

  #missing(): readonly string[] {
    const { keys } = this.latest();
    return [...this.#named].flatMap(([key, coordinates]) =>
      keys?.includes(key) === false
        ? [`The flag "${key}" is not defined; it is named by ${coordinates.join(', ')}.`]
        : [],
    );
  }
}

interface Definitions {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly $evaluators?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** All files as one: flags and evaluators may stand in any, each in one. */
function readDefinitions({ files, root }: FlagFilesOptions): FlagSnapshot {
  const merged = { flags: new Merged(), $evaluators: new Merged(), metadata: {} };
  const texts = new Map<string, string>();
  for (const file of globSync(files, { cwd: root }).sort()) {
    const path = resolve(root, file);
    const name = relative(process.cwd(), path) || file;
    const text = attempt(name, () => readFileSync(path, 'utf8'));
    texts.set(name, text);
    const {
      flags = {},
      $evaluators = {},
      metadata = {},
    } = attempt(name, () => (JSON.parse(text) ?? {}) as Definitions);
    merged.flags.add(flags, name);
    merged.$evaluators.add($evaluators, name);
    Object.assign(merged.metadata, metadata);
  }
  try {
    return flagdSnapshot(JSON.stringify(merged));
  } catch (error) {
    for (const [name, text] of texts) attempt(name, () => flagdSnapshot(text)); // tells which of them it is
    throw error;
  }
}

function attempt<T>(file: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw unusable(file, error instanceof Error ? error.message : String(error));
  }
}

const unusable = (file: string, message: string): ProblemsError =>
  new ProblemsError('The flag definitions cannot be used.', [{ file, message }]);

class Merged {
  readonly #members = new Map<string, { readonly file: string; readonly definition: unknown }>();

  add(members: object, file: string): void {
    for (const [key, definition] of Object.entries(members)) {
      const other = this.#members.get(key);
      if (other) throw unusable(file, `"${key}" stands in ${other.file} too. Keep one of them.`);
      this.#members.set(key, { file, definition });
    }
  }

  toJSON(): object {
    return Object.fromEntries([...this.#members].map(([key, { definition }]) => [key, definition]));
  }
}
