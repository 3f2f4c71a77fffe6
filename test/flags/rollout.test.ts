import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestGateway } from '../../src/testing.ts';
import { flagFolder } from '../support/projects/flags.ts';

const KEYS = 10_000;

/** MurmurHash3, x86 32 bit, seed 0: what flagd's rule `fractional` takes shares by. */
function murmur3(text: string): number {
  const bytes = new TextEncoder().encode(text);
  const word = (at: number, length: number): number => {
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = (value << 8) | (bytes[at + i] ?? 0);
    return Math.imul(rotate(Math.imul(value, 0xcc9e2d51), 15), 0x1b873593);
  };
  const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
  const whole = bytes.length - (bytes.length % 4);
  let hash = 0;
  for (let at = 0; at < whole; at += 4) hash = (Math.imul(rotate(hash ^ word(at, 4), 13), 5) + 0xe6546b64) | 0;
  if (whole < bytes.length) hash ^= word(whole, bytes.length - whole);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Of 100: the published rule's bucket for flag and targeting key. */
const bucketOf = (flag: string, key: string): number => Number((BigInt(murmur3(flag + key)) * 100n) >> 32n);

test.each([
  ['new-ui', 'user1', 31],
  ['new-ui', 'user2', 7],
  ['headerColor', 'user@faas.com', 64],
])('the rule as written here gives the published buckets: %s %s', (flag, key, bucket) => {
  expect(bucketOf(flag, key)).toBe(bucket);
});

test(`a rollout to 25 % gives ${KEYS} keys the variants of flagd's published rule`, async () => {
  using folder = flagFolder({
    rollout: {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'off',
      targeting: {
        fractional: [
          ['on', 25],
          ['off', 75],
        ],
      },
    },
  });
  writeFileSync(join(folder.root, 'schema.graphql'), 'type Query { hello: String @flag(key: "rollout") }');
  const config = {
    schema: 'schema.graphql',
    resolvers: { Query: { hello: () => 'hello' } },
    flags: { header: 'x-visitor' },
    logging: { successes: 0 },
  };
  await using gateway = await createTestGateway({ root: folder.root, config });
  const got = new Map<string, boolean>();
  const keys = Array.from({ length: KEYS }, (_, index) => `visitor-${index}`);
  const worker = async (): Promise<void> => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      const { body } = await gateway.post({ query: '{ hello }' }, { headers: { 'x-visitor': key } });
      got.set(key, body.data?.['hello'] === 'hello');
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  expect(got.size).toBe(KEYS);
  const wrong = [...got].filter(([key, on]) => on !== bucketOf('rollout', key) < 25);
  expect(wrong).toEqual([]);
  const share = [...got.values()].filter(Boolean).length / KEYS;
  expect(share).toBeGreaterThanOrEqual(0.24);
  expect(share).toBeLessThanOrEqual(0.26);
}, 60_000);
