import { afterEach, describe, expect, test } from 'vitest';
import { type ConfigInput, GatewayError, resolver } from '../../src/index.ts';
import { Status } from '../support/service.ts';
import { type Served, serveSdl } from '../support/serve-sdl.ts';

const SHOP = /* GraphQL */ `
  extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })

  type Query {
    product(id: ID!): Product
      @connect(
        source: "api"
        http: { GET: "/products/{$args.id}" }
        selection: "id name price vendor: { id: vendor_id }"
      )
    picked: [Product!]! @connect(source: "api", http: { GET: "/products?limit=1" }, selection: "$.items { id }")
    products(first: Int! = 3): [Product!]!
      @connect(
        source: "api"
        http: { GET: "/products?limit={$args.first}" }
        selection: "$.items { id name price vendor: { id: vendor_id } maker: { id: maker_id } }"
      )
  }

  type Product
    @connect(
      source: "api"
      http: { GET: "/ratings?ids={$batch.id->joinNotNull(',')}" }
      batch: { maxSize: 50 }
      selection: "$.items { id rating }"
    ) {
    id: ID!
    name: String!
    price: Int
    vendor: Vendor
    maker: Vendor
    rating: Int
    secret: Product
      @flag(key: "secret")
      @connect(source: "api", http: { GET: "/products/{$this.id}/secret" }, selection: "id")
    shout: String @connect(source: "api", http: { GET: "/products/{$this.id}/shout" }, selection: "$")
    related(count: Int = 1): [Product!]
      @connect(source: "api", http: { GET: "/products/{$this.id}/related?count={$args.count}" }, selection: "id name")
  }

  type Mutation {
    rename(id: ID!, name: String!): Product
      @connect(
        source: "api"
        http: { PUT: "/products/{$args.id}", body: "name: $args.name" }
        selection: "id name vendor: { id: vendor_id }"
      )
  }

  type Vendor
    @connect(
      source: "api"
      http: { GET: "/vendors?ids={$batch.id->joinNotNull(',')}" }
      batch: { maxSize: 50 }
      selection: "$.items { id name country }"
    ) {
    id: ID!
    name: String!
    country: String
  }
`;

const vendor = (id: string) => ({ id, name: `Vendor ${id}`, country: 'AT' });
const product = (id: number) => ({
  id: `p${id}`,
  name: `Product ${id}`,
  price: id * 100,
  vendor_id: `v${id % 2}`,
  maker_id: 'm',
});

function shop(url: URL): unknown {
  const [, first, id, below] = url.pathname.split('/');
  if (first === 'vendors') return { items: (url.searchParams.get('ids') ?? '').split(',').map(vendor) };
  if (first === 'ratings')
    return { items: (url.searchParams.get('ids') ?? '').split(',').map((one) => ({ id: one, rating: 5 })) };
  if (below === 'related') return [product(7), product(8)].slice(0, Number(url.searchParams.get('count')));
  if (id === 'missing') return new Status(404);
  if (id) return product(Number(id.slice(1)));
  return { items: Array.from({ length: Number(url.searchParams.get('limit')) }, (_, index) => product(index)) };
}

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

async function serve(sdl = SHOP, changes: Partial<ConfigInput> = {}): Promise<Served> {
  const served = await serveSdl(sdl, shop, { flags: { files: 'flags.json' }, ...changes });
  opened.push(served);
  return served;
}

describe('what a query fetches', () => {
  test('one object by one call', async () => {
    const { gateway, service } = await serve();
    const { body } = await gateway.post({ query: '{ product(id: "p1") { name } }' });
    expect(body).toEqual({ data: { product: { name: 'Product 1' } } });
    expect(service.calls).toEqual(['GET /products/p1']);
  });

  test('fields of all objects of a list by one batch', async () => {
    const { gateway, service } = await serve();
    const { body } = await gateway.post({ query: '{ products(first: 5) { id vendor { name } } }' });
    expect(body.data?.['products']).toHaveLength(5);
    expect(body.data?.['products']).toContainEqual({ id: 'p1', vendor: { name: 'Vendor v1' } });
    expect(service.calls).toEqual(['GET /products?limit=5', 'GET /vendors?ids=v0%2Cv1']);
  });

  test('two batched fields of a list of fifty by three calls', async () => {
    const { gateway, service } = await serve();
    const { body } = await gateway.post({ query: '{ products(first: 50) { vendor { name } rating } }' });
    expect(body.errors).toBeUndefined();
    expect(service.calls).toHaveLength(3);
  });

  test('objects of one type in two fields by one batch, each with its own fields', async () => {
    const { gateway, service } = await serve();
    const { body } = await gateway.post({ query: '{ products(first: 2) { vendor { name } maker { country } } }' });
    expect(body.data?.['products']).toContainEqual({ vendor: { name: 'Vendor v1' }, maker: { country: 'AT' } });
    expect(service.calls).toEqual(['GET /products?limit=2', 'GET /vendors?ids=v0%2Cv1%2Cm']);
  });

  test('per object where there is no batch, the same address once', async () => {
    const { gateway, service } = await serve();
    const query = '{ a: product(id: "p1") { related { name } } b: product(id: "p1") { related { id } } }';
    const { body } = await gateway.post({ query });
    expect(body).toEqual({ data: { a: { related: [{ name: 'Product 7' }] }, b: { related: [{ id: 'p7' }] } } });
    expect(service.calls).toEqual(['GET /products/p1', 'GET /products/p1/related?count=1']);
  });

  test('one field under several keys with arguments of their own', async () => {
    const { gateway } = await serve();
    const query = '{ product(id: "p1") { one: related { id } two: related(count: 2) { id } } }';
    const { body } = await gateway.post({ query });
    expect(body).toEqual({ data: { product: { one: [{ id: 'p7' }], two: [{ id: 'p7' }, { id: 'p8' }] } } });
  });

  test('nothing for what the variables leave out', async () => {
    const { gateway, service } = await serve();
    const query = 'query ($more: Boolean!) { product(id: "p1") { id related @include(if: $more) { id } } }';
    const { body } = await gateway.post({ query, variables: { more: false } });
    expect(body).toEqual({ data: { product: { id: 'p1' } } });
    expect(service.calls).toEqual(['GET /products/p1']);
  });

  test('a failure is told at its field, and the rest is there', async () => {
    const { gateway } = await serve();
    const query = '{ good: product(id: "p1") { id } bad: product(id: "missing") { id } }';
    const { body } = await gateway.post({ query });
    expect(body.data).toEqual({ good: { id: 'p1' }, bad: null });
    expect(body.errors).toMatchObject([{ path: ['bad'], extensions: { code: 'NOT_FOUND', source: 'api' } }]);
  });

  test('mutations one after another, each read after its own write', async () => {
    const { gateway, service } = await serve();
    const query =
      'mutation { first: rename(id: "p1", name: "A") { name vendor { name } } second: rename(id: "p2", name: "B") { name } }';
    const { body } = await gateway.post({ query });
    expect(body.errors).toBeUndefined();
    expect(service.calls).toEqual(['PUT /products/p1', 'GET /vendors?ids=v1', 'PUT /products/p2']);
  });

  test('what was read before a write again after it', async () => {
    const { gateway, service } = await serve();
    const write = 'rename(id: "p1", name: "A") { vendor { name } }';
    const { body } = await gateway.post({ query: `mutation { first: ${write} second: ${write} }` });
    expect(body.errors).toBeUndefined();
    const both = ['PUT /products/p1', 'GET /vendors?ids=v1'];
    expect(service.calls).toEqual([...both, ...both]);
  });

  test('nothing for a field whose flag is off', async () => {
    const { gateway, service } = await serve();
    const { body } = await gateway.post({ query: '{ product(id: "p1") { id secret { id } } }' });
    expect(body).toEqual({ data: { product: { id: 'p1', secret: null } } });
    expect(service.calls).toEqual(['GET /products/p1']);
  });

  test('below what a code resolver gives, those of one list together', async () => {
    const resolvers = {
      Query: {
        picked: resolver([], () => [
          { id: 'p1', vendor: { id: 'v1' } },
          { id: 'p2', vendor: { id: 'v2' } },
        ]),
      },
    };
    const { gateway, service } = await serve(SHOP, { resolvers });
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

  test('what a code resolver of a fetched object reads', async () => {
    const resolvers = { Product: { shout: ({ name }: { name: string }) => name.toUpperCase() } };
    const { gateway } = await serve(SHOP, { resolvers });
    const { body } = await gateway.post({ query: '{ product(id: "p1") { shout } }' });
    expect(body).toEqual({ data: { product: { shout: 'PRODUCT 1' } } });
  });

  test('for a plugin of Apollo Server that watches execution, all the same', async () => {
    const plugin = { requestDidStart: async () => ({ executionDidStart: async () => {} }) };
    const { gateway, service } = await serve(SHOP, { apollo: { plugins: [plugin] } });
    const { body } = await gateway.post({
      query: '{ product(id: "p1") { one: related { id } two: related { name } } }',
    });
    expect(body).toEqual({ data: { product: { one: [{ id: 'p7' }], two: [{ name: 'Product 7' }] } } });
    expect(service.calls).toHaveLength(2);
  });

  test('nothing where a plugin of Apollo Server refuses the request', async () => {
    const didResolveOperation = async (): Promise<void> => {
      throw new GatewayError('Not today.', { code: 'FORBIDDEN' });
    };
    const plugin = { requestDidStart: async () => ({ didResolveOperation }) };
    const { gateway, service } = await serve(SHOP, { apollo: { plugins: [plugin] } });
    const { body } = await gateway.post({ query: '{ product(id: "p1") { id } }' });
    expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(service.calls).toEqual([]);
  });
});
