import { type GatewayContext, resolver } from '../../src/index.ts';
import type { Items, Product, Review, Vendor } from './stock.ts';

type Context = GatewayContext<'shop'>;

/** The vendors of all products of a request come by one call. */
function loadVendor({ sources: { shop } }: Context, id: string): Promise<Vendor> {
  return shop
    .loader<string, Vendor>('vendors', async (ids) => {
      const { items } = await shop.get<Items<Vendor>>('/vendors', { query: { ids: ids.join(',') } });
      const found = new Map(items.map((vendor) => [vendor.id, vendor]));
      return ids.map((one) => found.get(one) ?? new Error(`There is no vendor ${one}.`));
    })
    .load(id);
}

/** The reviews of all products of a request come by one call. */
function loadReviews({ sources: { shop } }: Context, productId: string): Promise<readonly Review[]> {
  return shop
    .loader<string, readonly Review[]>('reviews', async (ids) => {
      const { items } = await shop.get<Items<Review>>('/reviews', { query: { products: ids.join(',') } });
      const found = Map.groupBy(items, ({ product_id }) => product_id);
      return ids.map((one) => found.get(one) ?? []);
    })
    .load(productId);
}

/** The shop's code resolvers, as a user of the gateway writes them. */
export const shopResolvers = {
  Query: {
    ping: () => 'pong',
    product: resolver(['shop'], (_, { id }: { id: string }, { sources }) =>
      sources.shop.get<Product>('/products/{id}', { params: { id } }),
    ),
    products: resolver(['shop'], async (_, { first, offset }: { first: number; offset: number }, { sources }) => {
      const { items } = await sources.shop.get<Items<Product>>('/products', { query: { limit: first, offset } });
      return items;
    }),
  },
  Product: {
    priceCents: ({ price_cents }: Product) => price_cents,
    inStock: ({ in_stock }: Product) => in_stock,
    updatedAt: ({ updated_at }: Product) => updated_at,
    vendor: resolver(['shop'], ({ vendor_id }: Product, _, context) => loadVendor(context, vendor_id)),
    reviews: resolver(['shop'], ({ id }: Product, _, context) => loadReviews(context, id)),
  },
};
