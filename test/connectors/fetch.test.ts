import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/index.ts';
import { serveShop, SHOP } from './shop.ts';
import { serveSdl } from '../support/projects/serve-sdl.ts';

describe('what a query fetches', () => {
  test('one object by one call', async () => {
    await using served = await serveShop();
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ product(id: "p1") { name } }' });
    expect(body).toEqual({ data: { product: { name: 'Product 1' } } });
    expect(service.calls).toEqual(['GET /products/p1']);
  });

  test('fields of all objects of a list by one batch', async () => {
    await using served = await serveShop();
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ products(first: 5) { id vendor { name } } }' });
    expect(body.data?.['products']).toHaveLength(5);
    expect(body.data?.['products']).toContainEqual({ id: 'p1', vendor: { name: 'Vendor v1' } });
    expect(service.calls).toEqual(['GET /products?limit=5', 'GET /vendors?ids=v0%2Cv1']);
  });

  test('two batched fields of a list of fifty by three calls', async () => {
    await using served = await serveShop();
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ products(first: 50) { vendor { name } rating } }' });
    expect(body.errors).toBeUndefined();
    expect(service.calls).toHaveLength(3);
  });

  test('objects of one type in two fields by one batch, each with its own fields', async () => {
    await using served = await serveShop();
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ products(first: 2) { vendor { name } maker { country } } }' });
    expect(body.data?.['products']).toContainEqual({ vendor: { name: 'Vendor v1' }, maker: { country: 'AT' } });
    expect(service.calls).toEqual(['GET /products?limit=2', 'GET /vendors?ids=v0%2Cv1%2Cm']);
  });

  test('per object where there is no batch, the same address once', async () => {
    await using served = await serveShop();
    const { gateway, service } = served;
    const query = '{ a: product(id: "p1") { related { name } } b: product(id: "p1") { related { id } } }';
    const { body } = await gateway.post({ query });
    expect(body).toEqual({ data: { a: { related: [{ name: 'Product 7' }] }, b: { related: [{ id: 'p7' }] } } });
    expect(service.calls).toEqual(['GET /products/p1', 'GET /products/p1/related?count=1']);
  });

  test('one field under several keys with arguments of their own', async () => {
    await using served = await serveShop();
    const { gateway } = served;
    const query = '{ product(id: "p1") { one: related { id } two: related(count: 2) { id } } }';
    const { body } = await gateway.post({ query });
    expect(body).toEqual({ data: { product: { one: [{ id: 'p7' }], two: [{ id: 'p7' }, { id: 'p8' }] } } });
  });

  test('nothing for what the variables leave out', async () => {
    await using served = await serveShop();
    const { gateway, service } = served;
    const query = 'query ($more: Boolean!) { product(id: "p1") { id related @include(if: $more) { id } } }';
    const { body } = await gateway.post({ query, variables: { more: false } });
    expect(body).toEqual({ data: { product: { id: 'p1' } } });
    expect(service.calls).toEqual(['GET /products/p1']);
  });

  test('a failure is told at its field, and the rest is there', async () => {
    await using served = await serveShop();
    const { gateway } = served;
    const query = '{ good: product(id: "p1") { id } bad: product(id: "missing") { id } }';
    const { body } = await gateway.post({ query });
    expect(body.data).toEqual({ good: { id: 'p1' }, bad: null });
    expect(body.errors).toMatchObject([{ path: ['bad'], extensions: { code: 'NOT_FOUND', source: 'api' } }]);
  });

  test('mutations one after another, each read after its own write', async () => {
    await using served = await serveShop();
    const { gateway, service } = served;
    const query =
      'mutation { first: rename(id: "p1", name: "A") { name vendor { name } } second: rename(id: "p2", name: "B") { name } }';
    const { body } = await gateway.post({ query });
    expect(body.errors).toBeUndefined();
    expect(service.calls).toEqual(['PUT /products/p1', 'GET /vendors?ids=v1', 'PUT /products/p2']);
  });

  test('what was read before a write again after it', async () => {
    await using served = await serveShop();
    const { gateway, service } = served;
    const write = 'rename(id: "p1", name: "A") { vendor { name } }';
    const { body } = await gateway.post({ query: `mutation { first: ${write} second: ${write} }` });
    expect(body.errors).toBeUndefined();
    const both = ['PUT /products/p1', 'GET /vendors?ids=v1'];
    expect(service.calls).toEqual([...both, ...both]);
  });

  test('nothing for a field whose flag is off', async () => {
    await using served = await serveShop();
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ product(id: "p1") { id secret { id } } }' });
    expect(body).toEqual({ data: { product: { id: 'p1', secret: null } } });
    expect(service.calls).toEqual(['GET /products/p1']);
  });

  test('nothing below a field whose flag is off, though its object stands there', async () => {
    const sdl = SHOP.replace('vendor: Vendor\n', 'vendor: Vendor @flag(key: "secret")\n');
    await using served = await serveShop({ sdl });
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ product(id: "p1") { id vendor { name } } }' });
    expect(body).toEqual({ data: { product: { id: 'p1', vendor: null } } });
    expect(service.calls).toEqual(['GET /products/p1']);
  });

  test('for a plugin of Apollo Server that watches execution, all the same', async () => {
    const plugin = { requestDidStart: async () => ({ executionDidStart: async () => {} }) };
    await using served = await serveShop({ changes: { apollo: { plugins: [plugin] } } });
    const { gateway, service } = served;
    const { body } = await gateway.post({
      query: '{ product(id: "p1") { one: related { id } two: related { name } } }',
    });
    expect(body).toEqual({ data: { product: { one: [{ id: 'p7' }], two: [{ name: 'Product 7' }] } } });
    expect(service.calls).toHaveLength(2);
  });

  test('what the request is known by, where a connector reads $context', async () => {
    const sdl = `extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })
      type Query {
        seen: Seen @connect(
          source: "api"
          http: { POST: "/seen", body: "$context", headers: { name: "x-request-id", value: "{$context.requestId}" } }
          selection: "client: $.client->jsonStringify operation: $context.operation.name"
        )
      }
      type Seen { client: String operation: String }`;
    const sent: unknown[] = [];
    await using served = await serveSdl(sdl, (_, { headers }, body) => {
      sent.push(headers['x-request-id'], body);
      return body;
    });
    const headers = { 'apollographql-client-name': 'web', 'x-request-id': 'r-1' };
    const { body } = await served.gateway.post({ query: 'query Seen { seen { client operation } }' }, { headers });
    expect(body.data).toEqual({ seen: { client: '{"name":"web"}', operation: 'Seen' } });
    const id = expect.any(String);
    expect(sent).toEqual([
      'r-1',
      { requestId: 'r-1', client: { name: 'web' }, principal: {}, operation: { id, name: 'Seen' } },
    ]);
  });

  test('nothing where a plugin of Apollo Server refuses the request', async () => {
    const didResolveOperation = async (): Promise<void> => {
      throw new GatewayError('Not today.', { code: 'FORBIDDEN' });
    };
    const plugin = { requestDidStart: async () => ({ didResolveOperation }) };
    await using served = await serveShop({ changes: { apollo: { plugins: [plugin] } } });
    const { gateway, service } = served;
    const { body } = await gateway.post({ query: '{ product(id: "p1") { id } }' });
    expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(service.calls).toEqual([]);
  });
});
