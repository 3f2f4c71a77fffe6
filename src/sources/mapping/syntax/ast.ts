/** Which grammar a mapping is read by: that of connect/v0.3 and before, or that of v0.4 and later. */
export type Grammar = 'v0.3' | 'v0.4';

/** Offsets into the mapping's text, in UTF-16 code units; `end` is the first one after it. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A whole mapping. A body of kind `fields` is list mode, any other is path mode (the value is the result). */
export interface Mapping {
  readonly grammar: Grammar;
  readonly body: Body;
}

/** What stands in `{ … }` or at the top: named selections, or exactly one anonymous value. */
export type Body = Fields | Value;

export interface Fields extends Range {
  readonly kind: 'fields';
  readonly items: readonly Item[];
}

export type Item = Field | Spread;

/** Gives one key of the output: `a`, `a { … }`, `x: a.b`. */
interface Field extends Range {
  readonly kind: 'field';
  readonly name: string;
  readonly aliased: boolean;
  readonly value: Value;
}

/** Gives its keys to the object around it: `a.b { c }` among siblings or, from v0.4, `... a.b`. */
interface Spread extends Range {
  readonly kind: 'spread';
  readonly dots: boolean;
  readonly value: Value;
}

export type Value = Literal | ArrayValue | ObjectValue | Chain | Path;

export interface Literal extends Range {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
}

interface ArrayValue extends Range {
  readonly kind: 'array';
  readonly items: readonly Value[];
}

/** `{ … }` where an expression stands. Unlike a block it keeps `$` and `@`. */
interface ObjectValue extends Range {
  readonly kind: 'object';
  readonly body: Body;
}

/** `a ?? b ?? c` (null and missing fall through) or `a ?! b` (only missing does). */
interface Chain extends Range {
  readonly kind: 'chain';
  readonly operator: '??' | '?!';
  readonly operands: readonly Value[];
}

export interface Path extends Range {
  readonly kind: 'path';
  readonly root: Root;
  readonly steps: readonly Step[];
}

export type Root =
  | (Range & { readonly kind: 'key'; readonly key: string })
  /** `$` */
  | (Range & { readonly kind: 'dollar' })
  /** `@` */
  | (Range & { readonly kind: 'at' })
  /** `$args`; the name has its `$`. */
  | (Range & { readonly kind: 'variable'; readonly name: string })
  /** `$( … )`, or a bare literal with steps behind it. */
  | (Range & { readonly kind: 'expression'; readonly value: Value; readonly bare: boolean })
  /** Nothing: `alias: { … }` reads the current value. */
  | (Range & { readonly kind: 'group' });

export type Step =
  | (Range & { readonly kind: 'key'; readonly key: string })
  | (Range & { readonly kind: 'method'; readonly name: string; readonly args: readonly Value[] | undefined })
  | (Range & { readonly kind: 'optional' })
  /** Only the last step of a path is a block. */
  | (Range & { readonly kind: 'block'; readonly body: Body });

export type MethodStep = Extract<Step, { kind: 'method' }>;

/** The key that a path gives its value without an alias: it has one only if it is nothing but a key. */
export function ownName({ root, steps }: Path): string | undefined {
  if (root.kind !== 'key') return undefined;
  return steps.every(({ kind }) => kind === 'optional' || kind === 'block') ? root.key : undefined;
}

/** The `{ … }` at the end of a path. */
export function lastBlock({ steps }: Path): Extract<Step, { kind: 'block' }> | undefined {
  const last = steps.at(-1);
  return last?.kind === 'block' ? last : undefined;
}
