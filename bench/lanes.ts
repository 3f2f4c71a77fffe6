import { orderId, productId } from './graph/stock.ts';

/** One kind of work: a registered operation, asked again and again. */
export interface Lane {
  readonly name: string;
  /** Name of the operation in `bench/operations`. */
  readonly operation: string;
  /** Used in turn. More than run at once, so that sharing identical calls under way gives nobody an advantage. */
  readonly variables: readonly Readonly<Record<string, unknown>>[];
  /** Calls of the upstream service that one request needs. */
  readonly upstreamCalls: number;
  /** Requests under way at once, where that is not as many as elsewhere. */
  readonly atOnce?: number;
  /** Things of which an answer holds so many, in lanes that differ in nothing else. */
  readonly items?: number;
  /** Requests of one round: enough of the limit's work to keep rounds alike. */
  readonly requests: number;
}

const PAGE = 50;
const pages = Array.from({ length: 32 }, (_, page) => page * PAGE);

/** Lists of three lengths: whether ten times as many cost ten times as much. */
function itemsLane(items: number, upstreamCalls: number, requests: number, atOnce: number): Lane {
  const variables = Array.from({ length: 32 }, (_, offset) => ({ first: items, offset }));
  return { name: `items ${items}`, operation: 'Items', variables, upstreamCalls, requests, atOnce, items };
}

export const LANES: readonly Lane[] = [
  // A constant for an answer.
  { name: 'floor', operation: 'Ping', variables: [{}], upstreamCalls: 0, requests: 20_000 },
  // One object of 350 bytes.
  {
    name: 'one',
    operation: 'OneProduct',
    variables: pages.map((number) => ({ id: productId(number) })),
    upstreamCalls: 1,
    requests: 10_000,
  },
  // 16 KB: 50 objects from one call, joined with others from two batches.
  {
    name: 'list',
    operation: 'ProductList',
    variables: pages.map((offset) => ({ offset })),
    upstreamCalls: 3,
    requests: 3_000,
  },
  // Four sources in three waves: an order, its customer and its six products, their makers.
  {
    name: 'deep',
    operation: 'Order',
    variables: Array.from({ length: 32 }, (_, number) => ({ id: orderId(number) })),
    upstreamCalls: 4,
    requests: 4_000,
  },
  itemsLane(50, 3, 1_000, 16),
  itemsLane(500, 3, 100, 4),
  itemsLane(5_000, 12, 16, 2),
];
