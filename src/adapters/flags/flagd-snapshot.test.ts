import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flagdSnapshot } from './flagd-snapshot.ts';

const RUNS = 10_000;

const OPERATORS = [
  'if',
  '==',
  '===',
  '!=',
  '!',
  '!!',
  'or',
  'and',
  '>',
  '<',
  'var',
  'cat',
  'substr',
  'in',
  'merge',
  'map',
  'filter',
  'reduce',
  'all',
  'none',
  'some',
  'missing',
  'min',
  'max',
  '+',
  '-',
  '*',
  '/',
  '%',
  'fractional',
  'sem_ver',
  'starts_with',
  'ends_with',
  '$ref',
  'nonsense',
];

const { rule } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(
      'on',
      'off',
      'targetingKey',
      '$flagd.flagKey',
      '$flagd.timestamp',
      '__proto__',
      'constructor',
      '',
      '>=',
      '1.2.3',
    ),
    fc.string({ maxLength: 6 }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  ),
  list: fc.array(tie('rule'), { maxLength: 4 }),
  call: fc
    .tuple(fc.constantFrom(...OPERATORS), fc.oneof(tie('list'), tie('rule')))
    .map(([name, args]) => ({ [name]: args })),
  rule: fc.oneof({ maxDepth: 5, withCrossShrink: true }, tie('leaf'), tie('list'), tie('call')),
}));

const definition = fc.record(
  {
    state: fc.constantFrom('ENABLED', 'DISABLED', 'MAYBE'),
    variants: fc.oneof(
      fc.constant({ on: true, off: false }),
      fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
    ),
    defaultVariant: fc.oneof(fc.constantFrom('on', 'off', 'gone'), fc.constant(null)),
    targeting: fc.oneof(rule, fc.dictionary(fc.constantFrom(...OPERATORS), rule, { maxKeys: 1 })),
  },
  { requiredKeys: ['state', 'variants'] },
);

const context = fc.record(
  { targetingKey: fc.string(), clientName: fc.string(), clientVersion: fc.string() },
  { requiredKeys: [] },
);

test(`${RUNS} random definitions and contexts: refused when they are read, or evaluated without a throw`, () => {
  let sound = 0;
  fc.assert(
    fc.property(definition, context, fc.constantFrom(null, false, 'x', 1, {}), (flag, given, fallback) => {
      let snapshot;
      try {
        snapshot = flagdSnapshot(JSON.stringify({ flags: { one: flag } }));
      } catch {
        return;
      }
      sound++;
      const evaluated = snapshot.evaluate(
        new Map([
          ['one', fallback],
          ['gone', fallback],
        ]),
        given,
      );
      expect(evaluated).not.toBeInstanceOf(Promise);
      const all = [...(evaluated as ReadonlyMap<string, { reason: string; value: unknown }>).values()];
      expect(all).toHaveLength(2);
      for (const { reason, value } of all) expect([typeof reason, value === undefined]).toEqual(['string', false]);
    }),
    { numRuns: RUNS },
  );
  expect(sound).toBeGreaterThan(RUNS / 20); // else the definitions are too wild to say anything of evaluation
});
