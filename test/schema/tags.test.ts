import { expect, test } from 'vitest';
import { sdlFolder } from '../support/projects/sdl-folder.ts';
import { serveSdl } from '../support/projects/serve-sdl.ts';
import { tollgate } from '../support/readings/cli.ts';

const SHOP = `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: [{ name: "@tag", as: "@group" }])
  @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })

type Query {
  product(sku: ID!, trace: Boolean @group(name: "internal")): Product
    @connect(source: "api", http: { GET: "/products/{$args.sku}" }, selection: "sku name margin supplier")
  audit: Audit @group(name: "internal")
}

type Product {
  sku: ID! @group(name: "partner")
  name: String @group(name: "partner") @group(name: "beta")
  margin: Float @group(name: "internal")
  supplier: ID @inaccessible
  offers: [String] @connect(source: "api", http: { GET: "/suppliers/{$this.supplier}/{$this.margin}" }, selection: "$")
}

type Audit @group(name: "internal") {
  lines: [String!]
}
`;

const resolvers = { Query: { audit: () => ({ lines: [] }) } };

const answer = ({ pathname }: URL): unknown =>
  pathname === '/products/1' ? { sku: '1', name: 'Lamp', margin: 0.4, supplier: 's' } : [pathname];

test('what bears an excluded tag is not for clients, and connectors use it all the same', async () => {
  await using served = await serveSdl(SHOP, answer, { excludeTags: ['internal', 'beta'], resolvers });
  const { gateway } = served;
  const { body } = await gateway.post({ query: '{ product(sku: 1) { sku offers } }' });
  expect(body).toEqual({ data: { product: { sku: '1', offers: ['/suppliers/s/0.4'] } } });
  for (const [query, message] of [
    ['{ product(sku: 1) { margin } }', 'Cannot query field "margin" on type "Product".'],
    ['{ product(sku: 1) { name } }', 'Cannot query field "name" on type "Product".'],
    ['{ product(sku: 1, trace: true) { sku } }', 'Unknown argument "trace" on field "Query.product".'],
    ['{ audit { lines } }', 'Cannot query field "audit" on type "Query".'],
  ] as const) {
    const refused = await gateway.post({ query });
    expect(refused.body.errors?.map((error) => error.message)).toEqual([message]);
  }
});

test('without that, a tag is but a word', async () => {
  await using served = await serveSdl(SHOP, answer, { resolvers });
  const { body } = await served.gateway.post({ query: '{ product(sku: 1) { name margin } audit { lines } }' });
  expect(body).toEqual({ data: { product: { name: 'Lamp', margin: 0.4 }, audit: { lines: [] } } });
});

test('a tag that nothing bears is refused, and what is left must hold', async () => {
  const yaml = (tag: string): string => `schema: a.graphql\nexcludeTags: [${tag}]\n`;
  const sdl = 'type Query { a: A @tag(name: "beta") b: A } type A @tag(name: "internal") { id: ID }';
  using folder = sdlFolder({ 'a.graphql': sdl, 'wrong.yaml': yaml('interal'), 'left.yaml': yaml('internal') });
  const check = (config: string) => tollgate(['schema', 'check', '--config', config], folder.root);
  expect(await check('wrong.yaml')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(
      'excludeTags: Nothing in the schema bears the tag "interal". Did you mean "internal"? Tags: beta, internal.',
    ),
  });
  expect(await check('left.yaml')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('a.graphql:1:17: Query.a is of the type A, which clients do not see.'),
  });
});
