import { equal } from '../run/deep.ts';
import { isArray, typeOf, type Json } from '../run/json.ts';
import type { Run } from '../run/run.ts';
import { argument, simple, type Call, type Method } from './method.ts';

/** A method of its input and one value. A missing value makes the result missing. */
const ofOne = (
  judge: (run: Run, input: Json, value: Json, site: Call['site']) => Json | undefined,
  takes?: Method['takes'],
): Method => ({
  least: 1,
  most: 1,
  bare: false,
  ...(takes && { takes }),
  compile: (call) => {
    const give = argument(call, 0);
    return (run, input, dollar, locals) => {
      const value = give(run, dollar, input, locals);
      return value === undefined ? undefined : judge(run, input, value, call.site);
    };
  },
});

const order = (name: string, holds: (order: number) => boolean): Method =>
  ofOne(
    (run, input, value, site) => {
      if (typeof input === 'number' && typeof value === 'number') return holds(input - value);
      if (typeof input === 'string' && typeof value === 'string') return holds(compareTexts(input, value));
      return site.note(
        run,
        `->${name} compares two numbers or two strings, found ${typeOf(input)} and ${typeOf(value)}`,
      );
    },
    [['number', 'string']],
  );

/** By the bytes of UTF-8, which is by code points: JavaScript's order puts pairs of surrogates before U+E000. */
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

const isIn = ofOne(
  (run, input, value, site) =>
    isArray(value)
      ? value.some((item) => equal(run, input, item))
      : site.note(run, `->in needs an array to look in, found ${typeOf(value)}`),
  [['array']],
);

const contains = ofOne((run, input, value, site) =>
  isArray(input)
    ? input.some((item) => equal(run, item, value))
    : site.note(run, `->contains needs an array, found ${typeOf(input)}`),
);

const not = simple((run, input, site) =>
  typeof input === 'boolean' ? !input : site.note(run, `->not needs true or false, found ${typeOf(input)}`),
);

/** Stops at the first value that decides. */
const logic = (name: string, decides: boolean): Method => ({
  least: 1,
  most: Infinity,
  bare: false,
  takes: [['boolean']],
  compile: ({ args, compile, site }) => {
    const values = args.map(compile);
    return (run, input, dollar, locals) => {
      if (typeof input !== 'boolean') return site.note(run, `->${name} needs true or false, found ${typeOf(input)}`);
      if (input === decides) return decides;
      for (const give of values) {
        const value = give(run, dollar, input, locals);
        if (value === undefined) return undefined;
        if (typeof value !== 'boolean') site.note(run, `->${name} leaves out what is no boolean: ${typeOf(value)}`);
        else if (value === decides) return decides;
      }
      return !decides;
    };
  },
});

/** The value of the first pair whose candidate equals the input; `[@, value]` fits always. */
const match: Method = {
  least: 1,
  most: Infinity,
  bare: false,
  takes: [['array']],
  compile: ({ args, compile, site }) => {
    // Only pairs that are written as such count; anything else is passed over.
    const pairs = args.flatMap((pair) => {
      const [candidate, value, tooMuch] = pair.kind === 'array' ? pair.items : [];
      return candidate && value && !tooMuch ? [[compile(candidate), compile(value)] as const] : [];
    });
    return (run, input, dollar, locals) => {
      for (const [candidate, value] of pairs) {
        const found = candidate(run, dollar, input, locals);
        if (found !== undefined && equal(run, input, found)) return value(run, dollar, input, locals);
      }
      return site.note(run, '->match has no pair for this value; add `[@, …]` for all others');
    };
  },
};

export const COMPARISONS = {
  eq: ofOne((run, input, value) => equal(run, input, value)),
  ne: ofOne((run, input, value) => !equal(run, input, value)),
  gt: order('gt', (by) => by > 0),
  gte: order('gte', (by) => by >= 0),
  lt: order('lt', (by) => by < 0),
  lte: order('lte', (by) => by <= 0),
  in: isIn,
  contains,
  not,
  and: logic('and', false),
  or: logic('or', true),
  match,
};
