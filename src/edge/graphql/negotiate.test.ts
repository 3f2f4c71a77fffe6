import fc from 'fast-check';
import { expect, test } from 'vitest';
import { negotiate } from './negotiate.ts';

test('no wish, or an empty one, is application/json (audit 80D8)', () => {
  expect([negotiate(undefined), negotiate(''), negotiate(' ')]).toEqual([
    'application/json',
    'application/json',
    'application/json',
  ]);
});

test('answers a type or null, whatever is sent, and the same again', () => {
  const part = fc.constantFrom(
    'application/json',
    'application/graphql-response+json',
    '*/*',
    'text/*',
    'q=0',
    'q=0.5',
    'q=x',
    ';',
    ',',
    ' ',
    'charset=utf-8',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((parts) => parts.join('')),
      ),
      (accept) => {
        const chosen = negotiate(accept);
        expect([null, 'application/json', 'application/graphql-response+json']).toContain(chosen);
        expect(negotiate(accept)).toBe(chosen);
      },
    ),
  );
});
