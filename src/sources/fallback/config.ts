import { z } from 'zod';
import { duration } from '../../kernel/basics/units.ts';

/** Makes what a field answers while its source is out: from the object that it stands on, and from its arguments. */
export type FallbackFunction = (parent: never, args: never) => unknown;

const expected = 'expected `{ value: … }`, `{ lastGood: "10m" }`, or in TypeScript a function of parent and arguments';

const fallback = z.union(
  [
    z.strictObject({ value: z.json() }),
    z.strictObject({ lastGood: duration() }),
    z.custom<FallbackFunction>((value) => typeof value === 'function'),
  ],
  { error: expected },
);

export type Fallback = z.output<typeof fallback>;

export const fallbacks = () =>
  z
    .record(
      z.string().regex(/^[_A-Za-z]\w*\.[_A-Za-z]\w*$/, { error: 'expected a field such as `Airport.name`' }),
      fallback,
    )
    .default({})
    .describe(
      'What fields answer while the source is out, by coordinate: `{ value }`, `{ lastGood: "10m" }` for the last good answer up to that age, or a function of parent and arguments.',
    );
