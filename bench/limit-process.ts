import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { CONNECTIONS } from './contenders.ts';
import type { Items, Product, ReviewsOf, Vendor } from './graph/stock.ts';
import { call } from './method/call.ts';
import { listenAndJoin, readSetup } from './method/membership.ts';

/**
 * The yardstick: the same answers by hand, as fast as plain `node:http` and undici allow. It does the work that nobody can
 * leave out (read the request, call the service, join, write) and nothing else.
 */
type Variables = Readonly<Record<string, unknown>>;
type Handler = (variables: Variables) => object | Promise<object>;

const { upstream, ids } = readSetup();
const pool = new Pool(upstream, { connections: CONNECTIONS, pipelining: 1 });
const HEADERS = { accept: 'application/json' };

async function get<T>(path: string): Promise<T> {
  const { body } = await call(pool, { method: 'GET', path, headers: HEADERS });
  return JSON.parse(body.toString()) as T;
}

const HANDLERS: Readonly<Record<string, Handler>> = { Ping: ping, OneProduct: oneProduct, ProductList: productList };
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

async function productList({ offset }: Variables): Promise<object> {
  const { items } = await get<Items<Product>>(`/products?limit=50&offset=${Number(offset)}`);
  const vendorIds = new Set<string>();
  for (const { vendor_id } of items) vendorIds.add(vendor_id);
  const [vendors, reviews] = await Promise.all([
    get<Items<Vendor>>(`/vendors?ids=${[...vendorIds].join(',')}`),
    get<Items<ReviewsOf>>(`/reviews?products=${items.map(({ id }) => id).join(',')}`),
  ]);
  const vendorById = new Map<string, object>();
  for (const { id, name, country } of vendors.items) vendorById.set(id, { id, name, country });
  const reviewsByProduct = new Map<string, object[]>();
  for (const { product_id, reviews: all } of reviews.items) {
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
