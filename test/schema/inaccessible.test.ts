import { describe, expect, test } from 'vitest';
import { createTestGateway } from '../../src/testing.ts';
import { sdlFolder } from '../support/projects/sdl-folder.ts';

const SHOP = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", { name: "@inaccessible", as: "@hidden" }])

type Query {
  product(sku: ID!, trace: Boolean @hidden): Product
  products(order: Order = NAME): [Product!]
  audit: Audit @hidden
  anything: Anything
}

type Product implements Node @key(fields: "sku") {
  sku: ID!
  name: String
  margin: Float @hidden
}

interface Node @hidden {
  sku: ID!
}

type Audit @hidden {
  lines: [String!]
}

union Anything = Product | Audit

enum Order {
  NAME
  MARGIN @hidden
}
`;

const product = { sku: '1', name: 'Lamp', margin: 0.4 };

async function shop() {
  const folder = sdlFolder({ 'shop.graphql': SHOP });
  const resolvers = {
    Query: { product: () => product, audit: () => ({ lines: [] }) },
    Product: { margin: () => 0.4 },
    Audit: { lines: () => [] },
    Order: { MARGIN: 1, NAME: 0 },
  };
  const gateway = await createTestGateway({ root: folder.root, config: { schema: 'shop.graphql', resolvers } });
  return {
    post: gateway.post,
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      folder[Symbol.dispose]();
    },
  };
}

describe('what is @inaccessible', () => {
  test.each<[string, string, string]>([
    ['a field', '{ product(sku: 1) { margin } }', 'Cannot query field "margin" on type "Product".'],
    ['a field that is nearly right', '{ product(sku: 1) { margn } }', 'Cannot query field "margn" on type "Product".'],
    ['a root field', '{ audit { lines } }', 'Cannot query field "audit" on type "Query".'],
    ['an argument', '{ product(sku: 1, trace: true) { name } }', 'Unknown argument "trace" on field "Query.product".'],
    ['a type', '{ anything { ... on Audit { lines } } }', 'Unknown type "Audit".'],
    ['an enum value', '{ products(order: MARGIN) { name } }', 'Value "MARGIN" does not exist in "Order" enum.'],
  ])('cannot be asked for, nor is it suggested: %s', async (_, query, message) => {
    await using gateway = await shop();
    const { status, body } = await gateway.post({ query });
    expect([status, body.errors?.map((error) => error.message)]).toEqual([422, [message]]);
  });

  test('is not shown, and neither are the directives of connectors and federation', async () => {
    await using gateway = await shop();
    const query =
      '{ product(sku: 1) { sku name __typename } __schema { directives { name } types { name fields { name args { name } } interfaces { name } possibleTypes { name } enumValues { name } } } }';
    const { body } = await gateway.post({ query });
    expect(body.data?.['product']).toEqual({ sku: '1', name: 'Lamp', __typename: 'Product' });
    const shown = JSON.stringify(body.data?.['__schema']);
    for (const name of ['margin', 'audit', 'Audit', 'trace', 'Node', 'MARGIN', 'inaccessible', 'connect', 'link'])
      expect(shown).not.toContain(`"${name}"`);
    expect(shown).not.toMatch(/(federation|connect|link)__/);
    for (const name of ['Product', 'sku', 'NAME', 'flag', 'deprecated']) expect(shown).toContain(`"${name}"`);
  });
});

describe('what is left must hold', () => {
  test.each<[string, string, string]>([
    [
      'a field of a hidden type',
      'type Query { a: A } type A @inaccessible { id: ID }',
      '1:17: Query.a is of the type A, which clients do not see. Hide Query.a too, by @inaccessible or by the tag.',
    ],
    [
      'an argument of a hidden type',
      'type Query { a(b: [B!]): ID } input B @inaccessible { id: ID }',
      '1:19: Query.a(b:) is of the type B, which clients do not see. Hide Query.a(b:) too, by @inaccessible or by the tag.',
    ],
    [
      'a required argument',
      'type Query { a(b: ID! @inaccessible): ID }',
      '1:16: Query.a(b:) is required, so it cannot be hidden: nobody could give it. Make it nullable, or give it a default.',
    ],
    [
      'a default',
      'type Query { a(b: B = X): ID } enum B { X @inaccessible Y }',
      '1:23: The default X is hidden from clients. Choose another default.',
    ],
    [
      'an object without fields',
      'type Query { a: A } type A { id: ID @inaccessible }',
      '1:21: Type A must define one or more fields. (As clients see it, without what is hidden.)',
    ],
    [
      'an interface that is no longer met',
      'type Query { a: A } interface N { id: ID } type A implements N { id: ID @inaccessible x: ID }',
      '1:35: Interface field N.id expected but A does not provide it. See also a.graphql:1:44. (As clients see it, without what is hidden.)',
    ],
  ])('%s', async (_, text, expected) => {
    using folder = sdlFolder({ 'a.graphql': text });
    expect(await folder.check()).toMatchObject({ status: 1, findings: [`a.graphql:${expected}`] });
  });
});
