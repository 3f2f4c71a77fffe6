import type { JsonType, Json } from '../run/json.ts';
import type { Continue, Evaluate, Run, Site } from '../run/run.ts';
import type { Value } from '../syntax/ast.ts';

/** What a method is given when it is compiled. */
export interface Call {
  readonly args: readonly Value[];
  /** To be called once for each argument, or nested calls would double their work with each level. */
  readonly compile: (argument: Value) => Evaluate;
  readonly site: Site;
}

export interface Method {
  /** How many arguments it takes. */
  readonly least: number;
  readonly most: number;
  /** Whether `->name` without parentheses is right. A method with `most: 0` refuses them. */
  readonly bare: boolean;
  /** Methods without arguments reject even `()`, but for `toString`. */
  readonly emptyParentheses?: true;
  /** What each argument may be, where a literal stands; the last holds for all that follow. */
  readonly takes?: readonly (readonly JsonType[])[];
  readonly compile: (call: Call) => Continue;
}

/** Whether a call is written as the method wants it. */
export function fits({ least, most, bare, emptyParentheses }: Method, args: readonly unknown[] | undefined): boolean {
  if (!args) return bare;
  if (most === 0) return emptyParentheses === true && args.length === 0;
  return args.length >= least && args.length <= most;
}

/** A method of its input alone. */
export const simple = (compile: (run: Run, input: Json, site: Site) => Json | undefined): Method => ({
  least: 0,
  most: 0,
  bare: true,
  compile:
    ({ site }) =>
    (run, input) =>
      compile(run, input, site),
});

/** One argument, evaluated when it is needed with `@` as the method says; missing where none is written. */
export function argument({ args, compile }: Call, index: number): Evaluate {
  const value = args[index];
  return value ? compile(value) : () => undefined;
}
