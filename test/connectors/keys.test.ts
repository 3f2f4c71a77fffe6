import { describe, expect, test } from 'vitest';
import { serveSdl } from '../support/projects/serve-sdl.ts';
import { Status } from '../support/peers/service.ts';
import { serveShop, shop, SHOP } from './shop.ts';

describe('what a call reads of its object', () => {
  const country = SHOP.replace('/products/{$this.id}/shout', '/products/{$this.vendor.country}/shout');

  test('is fetched before where it lacks below what stands there', async () => {
    await using served = await serveShop({
      sdl: country,
      answer: (url) => (url.pathname.endsWith('/shout') ? url.pathname : shop(url)),
    });
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ products(first: 2) { shout vendor { name } } }' });
    const shout = '/products/AT/shout';
    expect(body.data).toEqual({
      products: [
        { shout, vendor: { name: 'Vendor v0' } },
        { shout, vendor: { name: 'Vendor v1' } },
      ],
    });
    expect(service.calls).toEqual(['GET /products?limit=2', 'GET /vendors?ids=v0%2Cv1', `GET ${shout}`]);
  });

  test.each([
    ['below what stands there', country, '/vendors'],
    ['given by another call', SHOP.replace('/products/{$this.id}/shout', '/products/{$this.rating}/shout'), '/ratings'],
    [
      'to be sent in a body',
      SHOP.replace('{ GET: "/products/{$this.id}/shout" }', '{ POST: "/shout", body: "of: $this.rating" }'),
      '/ratings',
    ],
  ])('fails it where that failed: %s', async (_, sdl, failing) => {
    const answer = (url: URL): unknown => (url.pathname === failing ? new Status(500) : shop(url));
    await using served = await serveShop({ sdl, answer });
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ products(first: 1) { shout } }' });
    expect(body.data).toEqual({ products: [{ shout: null }] });
    expect(body.errors).toMatchObject([
      { path: ['products', 0, 'shout'], extensions: { code: 'UPSTREAM_ERROR', http: { status: 500 } } },
    ]);
    expect(service.calls).toHaveLength(2);
  });

  test('is asked by the key that it has, of several', async () => {
    const by = (key: string): string =>
      `@connect(source: "api", http: { GET: "/by-${key}/{$this.${key}}" }, selection: "id code name")`;
    const sdl = `extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })
      type Query {
        one: Thing @connect(source: "api", http: { GET: "/one" }, selection: "id")
        other: Thing @connect(source: "api", http: { GET: "/other" }, selection: "code")
        neither: Thing @connect(source: "api", http: { GET: "/neither" }, selection: "size")
      }
      type Thing ${by('id')} ${by('code')} { id: ID code: ID name: String size: Int }`;
    await using served = await serveSdl(sdl, ({ pathname }) => ({ id: 1, code: 'c', name: pathname, size: 3 }));
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ one { name } other { name id } }' });
    expect(body).toEqual({ data: { one: { name: '/by-id/1' }, other: { name: '/by-code/c', id: '1' } } });
    service.calls.length = 0;
    const nothing = await gateway.post({ query: '{ neither { name size } }' });
    expect(nothing.body.data).toEqual({ neither: { name: '/by-id/', size: 3 } });
  });
});
