import type { ConfigInput } from '../../src/index.ts';
import { type Answering, Status } from '../support/peers/service.ts';
import { type Served, serveSdl } from '../support/projects/serve-sdl.ts';

/** Products and vendors, by one call, by batch and by call for each. */
export const SHOP = /* GraphQL */ `
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

export function shop(url: URL): unknown {
  const [, first, id, below] = url.pathname.split('/');
  if (first === 'vendors') return { items: (url.searchParams.get('ids') ?? '').split(',').map(vendor) };
  if (first === 'ratings')
    return { items: (url.searchParams.get('ids') ?? '').split(',').map((one) => ({ id: one, rating: 5 })) };
  if (below === 'related') return [product(7), product(8)].slice(0, Number(url.searchParams.get('count')));
  if (id === 'missing') return new Status(404);
  if (id) return product(Number(id.slice(1)));
  return { items: Array.from({ length: Number(url.searchParams.get('limit')) }, (_, index) => product(index)) };
}

interface Options {
  readonly sdl?: string;
  readonly changes?: Partial<ConfigInput>;
  readonly answer?: Answering;
}

export const serveShop = ({ sdl = SHOP, changes, answer = shop }: Options = {}): Promise<Served> =>
  serveSdl(sdl, answer, { flags: { files: 'flags.json' }, ...changes });
