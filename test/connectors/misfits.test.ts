import { describe, expect, test } from 'vitest';
import { resolver } from '../../src/index.ts';
import { serveShop, shop, SHOP } from './shop.ts';

/** What a source gives and the schema does not take is the source's fault, and nothing of it is told. */

const sdl = SHOP.replace('price: Int', 'price: Int tags: [String!]').replaceAll(
  'name price vendor',
  'name price tags vendor',
);
const product = { id: 'p1', name: 'A', price: 1, tags: [], vendor_id: 'v1' };
const serving = (found: object) =>
  serveShop({ sdl, answer: (url) => (url.pathname === '/products/p1' ? { ...product, ...found } : shop(url)) });

describe('a value that the schema does not take', () => {
  test.each([
    ['null where nothing may be', { name: null }, 'name'],
    ['an object for a text', { name: { secret: 's3cret' } }, 'name'],
    ['a fraction for a whole number', { price: 1.5 }, 'price'],
    ['a text for a list', { tags: 's3cret' }, 'tags'],
    ['null in a list', { tags: [null] }, 'tags'],
  ])('%s', async (_, found, field) => {
    await using served = await serving(found);
    const { body } = await served.gateway.post({ query: `{ product(id: "p1") { id ${field} } }` });
    expect(body.errors).toMatchObject([
      {
        message: `The source "api" gave something that the schema does not take for Product.${field}.`,
        path: expect.arrayContaining(['product', field]) as unknown,
        extensions: { code: 'UPSTREAM_BAD_RESPONSE', source: 'api', coordinate: `Product.${field}`, retryable: false },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('s3cret');
  });

  test('below a call of its own', async () => {
    await using served = await serveShop({
      answer: (url) => (url.pathname === '/vendors' ? { items: [{ id: 'v1', name: null }] } : shop(url)),
    });
    const { body } = await served.gateway.post({ query: '{ product(id: "p1") { vendor { name } } }' });
    expect(body.data).toEqual({ product: { vendor: null } });
    expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_BAD_RESPONSE', coordinate: 'Vendor.name' } }]);
  });

  test('of a code resolver is the gateway’s own fault', async () => {
    const resolvers = { Query: { picked: resolver([], () => [{ id: 'p1', name: null }]) } };
    await using served = await serveShop({ changes: { resolvers } });
    const { body } = await served.gateway.post({ query: '{ picked { name } }' });
    expect(body.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  });
});
