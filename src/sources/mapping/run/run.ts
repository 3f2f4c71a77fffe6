import type { Range } from '../syntax/ast.ts';
import type { Json } from './json.ts';

/** What `$args`, `$this` and the others hold. A key that is left out is missing. Header values are arrays. */
export interface Variables {
  readonly $args?: Json;
  readonly $this?: Json;
  readonly $batch?: Json;
  readonly $config?: Json;
  readonly $context?: Json;
  readonly $env?: Json;
  readonly $request?: Json;
  readonly $response?: Json;
  readonly $status?: Json;
}

const NAMES = {
  $args: true,
  $this: true,
  $batch: true,
  $config: true,
  $context: true,
  $env: true,
  $request: true,
  $response: true,
  $status: true,
} satisfies Record<keyof Variables, true>;

export const VARIABLES: readonly string[] = Object.keys(NAMES);

export const isVariable = (name: string): name is keyof Variables => Object.hasOwn(NAMES, name);

/** Something that did not go as the mapping says: for logs and for `schema check`, never a GraphQL error. */
interface Problem extends Range {
  readonly message: string;
  /** Where in the input, as the mapping writes it: `$.rows.p->first`. */
  readonly path: string;
  /** How often, over all elements of all arrays. */
  readonly count: number;
}

export interface Noted extends Range {
  readonly message: string;
  readonly path: string;
}

/** A place of the mapping that can meet problems. Each is made once; only a reference is noted per element. */
export class Site {
  readonly #path: string;
  readonly #range: Range;
  readonly #noted = new Map<string, Noted>();

  constructor(path: string, { start, end }: Range) {
    this.#path = path;
    this.#range = { start, end };
  }

  /** Notes it, and is the missing value. The message names types, never values: it goes to logs. */
  note(run: Run, message: string): undefined {
    note(run, this.problem(message));
  }

  /** For what may be noted often, so that nothing is looked up then. */
  problem(message: string): Noted {
    let noted = this.#noted.get(message);
    if (!noted) {
      noted = { message, path: this.#path, ...this.#range };
      this.#noted.set(message, noted);
    }
    return noted;
  }
}

export function note(run: Run, problem: Noted): undefined {
  if (run.noted.length < MAX_NOTED) run.noted.push(problem);
}

/** Two hundred fields missing in each of 500 elements: more tells nobody more. */
const MAX_NOTED = 100_000;
/** Elements and nodes that one evaluation may visit; some seconds of work. A real response stays below by a hundredfold. */
const MAX_STEPS = 10_000_000;
/** How deep a value is followed. The stack of Node's default bears several times that. */
export const MAX_DEPTH = 500;

/** What one evaluation carries along. */
export interface Run {
  readonly variables: Variables;
  /** In order of occurrence, so that a losing alternative's can be taken back. */
  readonly noted: Noted[];
  steps: number;
}

export interface Outcome {
  /** Missing is `undefined`: null for a field, no body for a request, no parameter in a query. */
  readonly value: Json | undefined;
  /** Each kind of problem once, with its count. They never become GraphQL errors. */
  readonly problems: readonly Problem[];
}

/** Runs what was compiled. Nothing is thrown: a stack that ends on a value deeper than expected is a problem too. */
export function outcomeOf(evaluate: (run: Run) => Json | undefined, variables: Variables): Outcome {
  const run: Run = { variables, noted: [], steps: MAX_STEPS };
  try {
    const value = evaluate(run);
    return run.steps >= 0 ? { value, problems: problemsOf(run.noted) } : failed(run, `more than ${MAX_STEPS} steps`);
  } catch (error) {
    if (error instanceof RangeError) return failed(run, error.message);
    throw error;
  }
}

/** Part of a large value would be wrong as a whole. */
function failed({ noted }: Run, why: string): Outcome {
  const message = `the value is too large for this mapping: ${why}`;
  return { value: undefined, problems: [...problemsOf(noted), { message, path: '$', start: 0, end: 0, count: 1 }] };
}

/** False when the evaluation has visited all that it may. */
export function spend(run: Run, steps: number): boolean {
  run.steps -= steps;
  return run.steps >= 0;
}

/** Each problem once with its count, in order of first occurrence. */
function problemsOf(noted: readonly Noted[]): readonly Problem[] {
  if (noted.length === 0) return [];
  const counts = new Map<Noted, number>();
  for (const one of noted) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].map(([one, count]) => ({ ...one, count }));
}

/** A variable bound by `->as`, for the rest of its path. */
export interface Locals {
  readonly value: Json | undefined;
  readonly outer: Locals | undefined;
}

/** A compiled value: `$`, `@` and the bound variables in, a value or missing out. */
export type Evaluate = (run: Run, dollar: Json, at: Json, locals: Locals | undefined) => Json | undefined;

/** The rest of a path, applied to what the path has given so far. */
export type Continue = (run: Run, value: Json, dollar: Json, locals: Locals | undefined) => Json | undefined;
