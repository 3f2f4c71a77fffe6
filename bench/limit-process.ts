import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { CONNECTIONS } from './contenders.ts';
import type { Customer, Items, Order, Product, ReviewsOf, Vendor } from './graph/stock.ts';
import { call } from './method/call.ts';
import { listenAndJoin, readSetup } from './method/membership.ts';

/**
 * The yardstick: the same answers by hand, as fast as plain `node:http` and undici allow. It does the work that nobody can
 * leave out (read the request, call the service, join, write) and nothing else.
 */
type Variables = Readonly<Record<string, unknown>>;
type Handler = (variables: Variables) => object | Promise<object>;

const { upstream, ids } = readSetup();
const openPool = (): Pool => new Pool(upstream, { connections: CONNECTIONS, pipelining: 1 });
const shop = openPool();
const orders = openPool();
const people = openPool();
const makers = openPool();
const HEADERS = { accept: 'application/json' };

async function get<T>(path: string, pool = shop): Promise<T> {
  const { body } = await call(pool, { method: 'GET', path, headers: HEADERS });
  return JSON.parse(body.toString()) as T;
}

const HANDLERS: Readonly<Record<string, Handler>> = {
  Ping: ping,
  OneProduct: oneProduct,
  ProductList: productList,
  Items: productList,
  Order: order,
};
const handlers = new Map(Object.entries(HANDLERS).map(([name, handler]) => [`sha256:${ids[name]}`, handler]));

function ping(): object {
  return { ping: 'pong' };
}

async function oneProduct({ id }: Variables): Promise<object> {
  const product = await get<Product>(`/products/${encodeURIComponent(String(id))}`);
  return {
    product: {
      id: product.id,
      name: product.name,
      summary: product.summary,
      priceCents: product.price_cents,
      currency: product.currency,
      inStock: product.in_stock,
      tags: product.tags,
      updatedAt: product.updated_at,
    },
  };
}

async function order({ id }: Variables): Promise<object> {
  const found = await get<Order>(`/orders/${encodeURIComponent(String(id))}`, orders);
  const wanted = found.lines.map(({ product_id }) => product_id).join(',');
  const [customer, { items }] = await Promise.all([
    get<Customer>(`/customers/${encodeURIComponent(found.customer_id)}`, people),
    get<Items<Product>>(`/products?ids=${wanted}`),
  ]);
  const makerIds = [...new Set(items.map(({ vendor_id }) => vendor_id))].join(',');
  const made = await get<Items<Vendor>>(`/vendors?ids=${makerIds}`, makers);
  const makerById = new Map(made.items.map(({ id: maker, name, country }) => [maker, { id: maker, name, country }]));
  const productById = new Map(items.map((product) => [product.id, product]));
  return {
    order: {
      id: found.id,
      placedAt: found.placed_at,
      customer: { id: customer.id, name: customer.name, tier: customer.tier },
      lines: found.lines.map(({ quantity, product_id }) => {
        const product = productById.get(product_id);
        if (!product) throw new Error(`There is no product ${product_id}.`);
        const { id: article, name, price_cents, vendor_id } = product;
        return {
          quantity,
          product: { id: article, name, priceCents: price_cents, maker: makerById.get(vendor_id) },
        };
      }),
    },
  };
}

/** Products for which one call asks for reviews. */
const MOST = 500;

async function reviewsOf(items: readonly Product[]): Promise<readonly ReviewsOf[]> {
  const calls: Promise<Items<ReviewsOf>>[] = [];
  for (let from = 0; from < items.length; from += MOST) {
    const wanted = items.slice(from, from + MOST).map(({ id }) => id);
    calls.push(get<Items<ReviewsOf>>(`/reviews?products=${wanted.join(',')}`));
  }
  return (await Promise.all(calls)).flatMap(({ items: found }) => found);
}

async function productList({ first = 50, offset }: Variables): Promise<object> {
  const { items } = await get<Items<Product>>(`/products?limit=${Number(first)}&offset=${Number(offset)}`);
  const vendorIds = new Set<string>();
  for (const { vendor_id } of items) vendorIds.add(vendor_id);
  const [vendors, reviews] = await Promise.all([
    get<Items<Vendor>>(`/vendors?ids=${[...vendorIds].join(',')}`),
    reviewsOf(items),
  ]);
  const vendorById = new Map<string, object>();
  for (const { id, name, country } of vendors.items) vendorById.set(id, { id, name, country });
  const reviewsByProduct = new Map<string, object[]>();
  for (const { product_id, reviews: all } of reviews) {
    const picked = all.map(({ id, rating, author, text }) => ({ id, rating, author, text }));
    reviewsByProduct.set(product_id, picked);
  }
  return {
    products: items.map((product) => ({
      id: product.id,
      name: product.name,
      priceCents: product.price_cents,
      currency: product.currency,
      inStock: product.in_stock,
      vendor: vendorById.get(product.vendor_id),
      reviews: reviewsByProduct.get(product.id) ?? [],
    })),
  };
}

function answer(response: ServerResponse, data: object): void {
  const body = JSON.stringify({ data });
  response
    .writeHead(200, {
      'content-type': 'application/graphql-response+json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}

function serve(body: string, response: ServerResponse): void {
  const { documentId, variables } = JSON.parse(body) as { documentId: string; variables: Variables };
  const handler = handlers.get(documentId);
  if (!handler) return void response.writeHead(404).end();
  const data = handler(variables);
  if (!(data instanceof Promise)) return answer(response, data);
  data.then(
    (made) => answer(response, made),
    () => response.writeHead(502).end(),
  );
}

const server = createServer({ keepAliveTimeout: 75_000 }, (request: IncomingMessage, response: ServerResponse) => {
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  request.on('data', (chunk: Buffer) => {
    if (!first) first = chunk;
    else (more ??= []).push(chunk);
  });
  request.on('end', () => {
    const body = first && more ? Buffer.concat([first, ...more]) : first;
    serve(body?.toString() ?? '', response);
  });
});

listenAndJoin(server);
