import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sdlFolder } from '../support/projects/sdl-folder.ts';
import { wildSchema } from '../support/projects/wild-schemas.ts';

/** As people write them: an entity in batches, a part with one mutation, keys by several fields, another's directives. */
const WRITTEN = {
  'entity.graphql': `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "api", http: { baseURL: "https://api.example.com/v1", headers: [{ name: "authorization", from: "authorization" }] })

type User @key(fields: "id")
  @connect(source: "api", http: { POST: "/users/batch", body: "ids: $batch.id" }, batch: { maxSize: 50 },
           selection: "id name: full_name status: state->match(['A','ACTIVE'],[@,'UNKNOWN'])") {
  id: ID!  name: String  status: String
  posts(first: Int = 10): [Post] @connect(source: "api", http: { GET: "/users/{$this.id}/posts", queryParams: "limit: $args.first" }, selection: "$.items { id title }")
}
type Query {
  user(id: ID!): User @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name: full_name status: state", entity: true)
}
type Post { id: ID! title: String }
`,
  'part.graphql': `
extend schema @link(url: "https://specs.apollo.dev/connect/v0.2", import: ["@connect", "@source"])
  @source(name: "mail", http: { baseURL: "http://mail.internal" })

extend type Mutation {
  send(to: [String!]!, text: String!): Sent
    @connect(source: "mail", http: { POST: "/messages", body: "to: $args.to text: $args.text" }, selection: "id")
}

type Sent { id: ID }
`,
  'keys.graphql': `
schema @link(url: "https://specs.apollo.dev/federation/v2.13", import: ["@key", "@requires", "@external", "@interfaceObject", "FieldSet"]) { query: Query }

type Query { seat(flight: ID!, row: Int!): Seat }

type Seat @key(fields: "flight { id } row") @key(fields: "id", resolvable: false) {
  id: ID!
  flight: Flight!
  row: Int!
  weight: Float @external
  price: Float @requires(fields: "weight")
}

type Flight @key(fields: "id") { id: ID! }

type Media @interfaceObject @key(fields: "id") { id: ID! rating: Int }
`,
};

/** Atlas' one field by code: of resolvers SDL alone knows nothing. */
const BY_CODE = /^ +".*\n +localTime: .*\n/m;

test('a hundred files, generated and written, each other than the rest, are clean and checked within ten seconds', async () => {
  const files: Record<string, string> = { ...WRITTEN };
  for (const name of ['airports', 'clock', 'geography', 'trips'])
    files[`${name}.graphql`] = readFileSync(`schema/atlas/${name}.graphql`, 'utf8').replace(BY_CODE, '');
  for (let index = 0; Object.keys(files).length < 100; index++) files[`wild-${index}.graphql`] = wildSchema(index);
  expect(new Set(Object.values(files)).size).toBe(100);
  using folder = sdlFolder(files);
  const before = process.cpuUsage();
  const { status, graphs, findings, warnings } = await folder.check('--strict');
  const { user, system } = process.cpuUsage(before);
  expect({ status, findings }).toEqual({ status: 0, findings: [] });
  expect(graphs.flat()).toHaveLength(100);
  expect(warnings.map((warning) => warning.replace(/^[^ ]+ /, ''))).toEqual([
    expect.stringContaining('Without effect in a graph that is one: @external, @shareable'),
    expect.stringContaining('Files that do not use each other are checked as graphs of their own.'),
  ]);
  expect((user + system) / 1e6).toBeLessThan(10);
}, 30_000);
