import { createServer } from 'node:http';
import { products, reviews, vendors } from './graph/stock.ts';
import { listenAndJoin } from './method/membership.ts';

/** The service behind all contenders. It makes an answer once per address and then sends those very bytes. */
const bodies = new Map<string, Buffer>();
let calls = 0;

const productById = new Map(products.map((product) => [product.id, product]));
const vendorById = new Map(vendors.map((vendor) => [vendor.id, vendor]));
const reviewsByProduct = Map.groupBy(reviews, ({ product_id }) => product_id);

function answerTo(address: string): unknown {
  const { pathname, searchParams } = new URL(address, 'http://upstream');
  const listed = (name: string): readonly string[] => searchParams.get(name)?.split(',') ?? [];
  const offset = Number(searchParams.get('offset'));
  if (pathname === '/products') return { items: products.slice(offset, offset + Number(searchParams.get('limit'))) };
  if (pathname === '/vendors') return { items: listed('ids').map((id) => vendorById.get(id)) };
  if (pathname === '/reviews') {
    return { items: listed('products').map((id) => ({ product_id: id, reviews: reviewsByProduct.get(id) ?? [] })) };
  }
  return productById.get(pathname.slice('/products/'.length)) ?? null;
}

function bodyOf(address: string): Buffer {
  const known = bodies.get(address);
  if (known) return known;
  const body = Buffer.from(JSON.stringify(answerTo(address)));
  bodies.set(address, body);
  return body;
}

/** It is the collector of traces too, which takes in whatever comes and keeps nothing; and one that never answers. */
const TRACES = '/v1/traces';
const HANGING = '/hanging/v1/traces';

const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const { url = '/' } = request;
  if (url === TRACES || url === HANGING) {
    request.resume();
    if (url === HANGING) return;
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    return;
  }
  calls++;
  const body = bodyOf(url);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
});

listenAndJoin(server, () => calls);
