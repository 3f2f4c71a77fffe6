import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { resolver } from '../../src/index.ts';
import { serveShop, SHOP } from '../connectors/shop.ts';

test('a mutation all of whose fields are left out answers an empty object, compiled or not', async () => {
  const made = vi.fn(() => ({ id: 'p1', name: 'x' }));
  const sdl = SHOP.replace('type Mutation {', 'type Mutation { make: Product');
  await using served = await serveShop({ sdl, changes: { resolvers: { Mutation: { make: resolver([], made) } } } });
  // What is asked for twice, once on a condition, is compiled anew for the values of those.
  const query = `mutation ($yes: Boolean!, $also: Boolean!) {
    make @include(if: $yes) { name @include(if: $also) id name }
  }`;
  for (let time = 0; time < 6; time++) {
    await setImmediate(); // it is compiled between requests, after the third
    expect((await served.gateway.post({ query, variables: { yes: false, also: true } })).body).toEqual({ data: {} });
  }
  expect(made).not.toHaveBeenCalled();
});
