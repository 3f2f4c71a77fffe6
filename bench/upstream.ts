import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { customers, orders, products, reviews, vendors } from './graph/stock.ts';

/** The service behind all contenders. */
export interface Upstream extends AsyncDisposable {
  readonly url: string;
  /** Calls answered until now. */
  readonly calls: () => number;
}

/** An answer is made once per address; then those very bytes are sent. */
const bodies = new Map<string, Buffer>();

const productById = new Map(products.map((product) => [product.id, product]));
const vendorById = new Map(vendors.map((vendor) => [vendor.id, vendor]));
const orderById = new Map(orders.map((order) => [order.id, order]));
const customerById = new Map(customers.map((customer) => [customer.id, customer]));
const reviewsByProduct = Map.groupBy(reviews, ({ product_id }) => product_id);

function answerTo(address: string): unknown {
  const { pathname, searchParams } = new URL(address, 'http://upstream');
  const listed = (name: string): readonly string[] => searchParams.get(name)?.split(',') ?? [];
  const offset = Number(searchParams.get('offset'));
  if (pathname.startsWith('/orders/')) return orderById.get(pathname.slice('/orders/'.length)) ?? null;
  if (pathname.startsWith('/customers/')) return customerById.get(pathname.slice('/customers/'.length)) ?? null;
  if (pathname === '/products' && searchParams.has('ids'))
    return { items: listed('ids').map((id) => productById.get(id)) };
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

/** Says how the orders are from now on, `well`, `errors` or `hang`, and is told how often they were called so far. */
const HEALTH = '/orders-are/';

/** Starts it in this very process, which is the drivers': see `keepAwake`. */
export async function startUpstream(): Promise<Upstream> {
  let calls = 0;
  let orderCalls = 0;
  let ordersAre = 'well';
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    const { url = '/' } = request;
    if (url === TRACES || url === HANGING) {
      request.resume();
      if (url === HANGING) return;
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      return;
    }
    if (url.startsWith(HEALTH)) {
      ordersAre = url.slice(HEALTH.length);
      response.end(JSON.stringify({ orders: orderCalls }));
      return;
    }
    calls++;
    if (url.startsWith('/orders/')) {
      orderCalls++;
      if (ordersAre === 'hang') return;
      if (ordersAre === 'errors') return void response.writeHead(503).end();
    }
    const body = bodyOf(url);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls: () => calls, [Symbol.asyncDispose]: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
