import { describe, expect, test, vi } from 'vitest';
import { resolver } from '../../src/index.ts';
import { startTestService, Status } from '../support/peers/service.ts';
import { serveShop, shop, SHOP } from './shop.ts';

describe('fields of connectors and of code together', () => {
  test('below what a code resolver gives, those of one list together', async () => {
    const resolvers = {
      Query: {
        picked: resolver([], () => [
          { id: 'p1', vendor: { id: 'v1' } },
          { id: 'p2', vendor: { id: 'v2' } },
        ]),
      },
    };
    await using served = await serveShop({ changes: { resolvers } });
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ picked { id related { name } vendor { name } } }' });
    expect(body.data).toEqual({
      picked: ['1', '2'].map((id) => ({
        id: `p${id}`,
        related: [{ name: 'Product 7' }],
        vendor: { name: `Vendor v${id}` },
      })),
    });
    expect(service.calls.sort()).toEqual([
      'GET /products/p1/related?count=1',
      'GET /products/p2/related?count=1',
      'GET /vendors?ids=v1%2Cv2',
    ]);
  });

  describe('what reads a field of another connector', () => {
    const sdl = SHOP.replace(
      'rating: Int',
      'rating: Int medal: String @connect(source: "api", http: { GET: "/medals/{$this.rating}" }, selection: "$.medal")',
    );
    const picked = resolver([], () => [{ id: 'p1' }, { id: 'p2', rating: 4 }]);
    const medals = (url: URL) =>
      url.pathname.startsWith('/medals/') ? { medal: `for ${url.pathname.slice(8)}` } : shop(url);
    const query = '{ picked { medal } }';

    test('is fetched after it, and after it alone where the object lacks it', async () => {
      const changes = { resolvers: { Query: { picked } } };
      await using served = await serveShop({ sdl, changes, answer: medals });
      const { body } = await served.gateway.post({ query });
      expect(body).toEqual({ data: { picked: [{ medal: 'for 5' }, { medal: 'for 4' }] } });
      expect(served.service.calls).toEqual(['GET /ratings?ids=p1', 'GET /medals/5', 'GET /medals/4']);
    });

    test('fails with it', async () => {
      const answer = (url: URL) => (url.pathname === '/ratings' ? new Status(500) : medals(url));
      await using served = await serveShop({ sdl, changes: { resolvers: { Query: { picked } } }, answer });
      const { body } = await served.gateway.post({ query });
      expect(body.data).toEqual({ picked: [{ medal: null }, { medal: 'for 4' }] });
      expect(body.errors).toMatchObject([{ path: ['picked', 0, 'medal'], extensions: { code: 'UPSTREAM_ERROR' } }]);
      expect(served.service.calls).toEqual(['GET /ratings?ids=p1', 'GET /medals/4']);
    });
  });

  test('what a code resolver asks of a source that stands in the schema alone', async () => {
    await using service = await startTestService(() => [{ id: 'p3' }]);
    const resolvers = { Query: { picked: resolver(['other'], (_, __, { sources }) => sources.other.get('/picked')) } };
    const sdl = `${SHOP} extend schema @source(name: "other", http: { baseURL: "${service.url}/v1" })`;
    await using served = await serveShop({ sdl, changes: { resolvers } });
    const { gateway } = served;
    const { body } = await gateway.post({ query: '{ picked { id } }' });
    expect(body).toEqual({ data: { picked: [{ id: 'p3' }] } });
    expect(service.calls).toEqual(['GET /v1/picked']);
  });

  test('what a code resolver of a fetched object reads', async () => {
    const resolvers = { Product: { shout: ({ name }: { name: string }) => name.toUpperCase() } };
    await using served = await serveShop({ changes: { resolvers } });
    const { gateway } = served;
    const { body } = await gateway.post({ query: '{ product(id: "p1") { shout } }' });
    expect(body).toEqual({ data: { product: { shout: 'PRODUCT 1' } } });
  });

  describe('what a code resolver says by @requires that it reads', () => {
    const sdl = SHOP.replace('shout: String', 'shout: String @requires(fields: "name rating")');
    const shout = vi.fn(({ name, rating }: { name: string; rating: number }) => `${name} ${rating}`);
    const picked = resolver([], () => [
      { id: 'p1', name: 'One' },
      { id: 'p2', name: 'Two', rating: 1 },
      { id: 'p3', name: 'Three' },
    ]);
    const resolvers = { Query: { picked }, Product: { shout } };

    test('below a list of a connector', async () => {
      await using served = await serveShop({ sdl, changes: { resolvers } });
      const { gateway, service } = served;
      const { body } = await gateway.post({ query: '{ products(first: 2) { shout } }' });
      expect(body).toEqual({ data: { products: [{ shout: 'Product 0 5' }, { shout: 'Product 1 5' }] } });
      expect(service.calls).toEqual(['GET /products?limit=2', 'GET /ratings?ids=p0%2Cp1']);
    });

    test('below a list of another: only for those that lack it, by one batch', async () => {
      await using served = await serveShop({ sdl, changes: { resolvers } });
      const { gateway, service } = served;
      const { body } = await gateway.post({ query: '{ picked { shout } }' });
      const shouts = ['One 5', 'Two 1', 'Three 5'];
      expect(body).toEqual({ data: { picked: shouts.map((text) => ({ shout: text })) } });
      expect(service.calls).toEqual(['GET /ratings?ids=p1%2Cp3']);
    });

    test('below what stands there', async () => {
      const nested = SHOP.replace('shout: String', 'shout: String @requires(fields: "name vendor { name country }")');
      type Read = { name: string; vendor: { name: string; country: string } };
      const told = ({ name, vendor }: Read): string => `${name} ${vendor.name} ${vendor.country}`;
      const query = '{ products(first: 1) { shout } }';
      const changes = { resolvers: { Product: { shout: told } } };
      await using served = await serveShop({ sdl: nested, changes });
      const { body } = await served.gateway.post({ query });
      expect(body).toEqual({ data: { products: [{ shout: 'Product 0 Vendor v0 AT' }] } });
      const answer = (url: URL): unknown => (url.pathname === '/vendors' ? new Status(500) : shop(url));
      await using failing = await serveShop({ sdl: nested, changes, answer });
      expect((await failing.gateway.post({ query })).body.errors).toMatchObject([
        { path: ['products', 0, 'shout'], extensions: { code: 'UPSTREAM_ERROR' } },
      ]);
    });

    test.each(['products(first: 1)', 'picked'])('nothing runs where it cannot be had: %s', async (field) => {
      const answer = (url: URL) => (url.pathname === '/ratings' ? new Status(500) : shop(url));
      await using failing = await serveShop({ sdl, changes: { resolvers }, answer });
      shout.mockClear();
      const { body } = await failing.gateway.post({ query: `{ list: ${field} { shout } }` });
      expect(body.errors?.[0]).toMatchObject({ path: ['list', 0, 'shout'], extensions: { code: 'UPSTREAM_ERROR' } });
      expect(shout).toHaveBeenCalledTimes(field === 'picked' ? 1 : 0);
    });
  });
});
