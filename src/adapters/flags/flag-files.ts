import { globSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { FlagSnapshot, FlagStore } from '../../kernel/ports/flags.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { describeProblem, ProblemsError } from '../../kernel/problem.ts';
import { watchFiles } from '../watch-files.ts';
import { flagdSnapshot } from './flagd-snapshot.ts';

export interface FlagFilesOptions {
  /** Glob of the files, seen from `root`. */
  readonly files: string;
  readonly root: string;
  readonly signals: Signals;
}

type Named = ReadonlyMap<string, readonly string[]>;

/**
 * Flag definitions in files, watched. What is broken, or lacks a flag that the graph names, is not served: the last good
 * definitions are, and the problem is told.
 *
 * @throws from the first reading, when the definitions that are there at the start are broken
 */
export function flagFiles({ files, root, signals }: FlagFilesOptions): FlagStore {
  let latest: FlagSnapshot | undefined;
  let serving: FlagSnapshot | undefined;
  let named: Named = new Map();
  let problems: readonly string[] = [];
  const read = (): FlagSnapshot => (latest ??= flagdSnapshot(readDefinitions(files, root)));

  const adopt = (): void => {
    problems = missing(read(), named);
    if (problems.length === 0) serving = latest;
  };
  const reread = (): void => {
    const before = latest;
    try {
      latest = flagdSnapshot(readDefinitions(files, root));
      adopt();
    } catch (error) {
      latest = before;
      problems = error instanceof ProblemsError ? error.problems.map(describeProblem) : [String(error)];
    }
    const { length } = problems;
    if (length > 0) signals.emit({ level: 'warn', name: 'flags.refused', message: refused(problems) });
    else signals.emit({ level: 'info', name: 'flags.changed', message: `The flags of ${files} were read again.` });
  };
  let watcher: { readonly close: () => Promise<void> } | undefined;
  return {
    serving: () => serving ?? read(),
    latest: read,
    fit(names) {
      named = names;
      adopt();
    },
    problems: () => problems,
    async start() {
      watcher = await watchFiles([files], root, reread);
    },
    close: async () => watcher?.close(),
  };
}

interface Definitions {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly $evaluators?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** One text of all files: flags and evaluators may stand in any, each in one. */
function readDefinitions(files: string, root: string): string {
  const merged = { flags: new Merged(), $evaluators: new Merged(), metadata: {} };
  for (const file of globSync(files, { cwd: root }).sort()) {
    const { flags = {}, $evaluators = {}, metadata = {} } = readFile(resolve(root, file), file);
    merged.flags.add(flags, file);
    merged.$evaluators.add($evaluators, file);
    Object.assign(merged.metadata, metadata);
  }
  return JSON.stringify(merged);
}

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

/** Each file is judged alone first, so that what is wrong is told with its name. */
function readFile(path: string, file: string): Definitions {
  const text = readFileSync(path, 'utf8');
  try {
    flagdSnapshot(text);
  } catch (error) {
    throw unusable(relative(process.cwd(), path) || file, error instanceof Error ? error.message : String(error));
  }
  return JSON.parse(text) as Definitions;
}

const unusable = (file: string, message: string): ProblemsError =>
  new ProblemsError('The flag definitions cannot be used.', [{ file, message }]);

function missing({ keys }: FlagSnapshot, named: Named): readonly string[] {
  return [...named].flatMap(([key, coordinates]) =>
    keys?.includes(key) === false
      ? [`The flag "${key}" is not defined, and ${coordinates.join(', ')} asks for it.`]
      : [],
  );
}

const refused = (problems: readonly string[]): string =>
  `The flags were changed and cannot be served; the last good ones are. ${problems.join(' ')}`;
