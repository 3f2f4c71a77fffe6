import { expect, test } from 'vitest';
import { planLines } from './plan-text.ts';

const call = { source: 'shop', wave: 2, at: 'products' };

test('a plan is drawn as a tree, each call below the one that it waits for', () => {
  const lines = planLines({
    calls: [
      {
        wave: 1,
        coordinate: 'Query.products[0]',
        source: 'shop',
        call: 'GET /products',
        gives: ['products'],
        next: [
          { ...call, coordinate: 'Product[0]', call: 'GET /reviews', gives: ['reviews', 'stars'], batch: 50 },
          {
            ...call,
            at: 'best',
            coordinate: 'Product[0]',
            call: 'GET /reviews',
            gives: ['stars'],
            batch: 50,
            joins: true,
          },
          { ...call, coordinate: 'Product.next[0]', call: 'GET /next', gives: ['next'], when: '$more' },
        ],
      },
    ],
  });
  expect(lines).toEqual([
    '3 calls in 2 waves',
    '└─ 1  shop GET /products  → products  (Query.products[0])',
    '   ├─ 2  shop GET /reviews  → products.reviews, products.stars  (Product[0], one call for up to 50)',
    '   ├─ 2  shop GET /reviews  → best.stars  (Product[0], in the same call)',
    '   └─ 2  shop GET /next  → products.next  (Product.next[0], one call for each, if $more)',
  ]);
});

test('an operation without connectors says so', () => {
  expect(planLines(undefined)).toEqual(['No calls by connectors.']);
});
