import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { serveShop, SHOP } from './shop.ts';

/** Two keys ask the same field for different things: what is put on its objects for one is not the other's. */

const sdl = SHOP.replace(
  'country: String',
  `country: String
    best(n: Int = 1): Product
      @connect(source: "api", http: { GET: "/products/p{$args.n}/best" }, selection: "id name price vendor: { id: vendor_id }")`,
);

test.each([
  [
    'different fields of one call',
    '{ product(id: "p1") { vendor { best { name } } again: vendor { best { price } } } }',
    { vendor: { best: { name: 'Product 1' } }, again: { best: { price: 100 } } },
    ['GET /products/p1', 'GET /products/p1/best'],
  ],
  [
    'calls with other arguments under one key',
    '{ product(id: "p1") { vendor { best(n: 2) { name } } again: vendor { best(n: 3) { name } } } }',
    { vendor: { best: { name: 'Product 2' } }, again: { best: { name: 'Product 3' } } },
    ['GET /products/p1', 'GET /products/p2/best', 'GET /products/p3/best'],
  ],
  [
    'further down',
    '{ product(id: "p1") { vendor { best { vendor { best { id } } } } again: vendor { best { twin: vendor { best { name } } } } } }',
    {
      vendor: { best: { vendor: { best: { id: 'p1' } } } },
      again: { best: { twin: { best: { name: 'Product 1' } } } },
    },
    ['GET /products/p1', 'GET /products/p1/best'],
  ],
  [
    'some of it without a call',
    '{ product(id: "p1") { vendor { id } again: vendor { id best { name } } } }',
    { vendor: { id: 'v1' }, again: { id: 'v1', best: { name: 'Product 1' } } },
    ['GET /products/p1', 'GET /products/p1/best'],
  ],
])('%s', async (_, query, product, calls) => {
  await using served = await serveShop({ sdl });
  for (let time = 0; time < 6; time++) {
    await setImmediate(); // it is compiled between requests, after the third
    expect((await served.gateway.post({ query })).body).toEqual({ data: { product } });
  }
  expect([...new Set(served.service.calls)].sort()).toEqual(calls);
  expect(served.service.calls).toHaveLength(6 * calls.length);
});
