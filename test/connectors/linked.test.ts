import { parse, Source } from 'graphql';
import { expect, test } from 'vitest';
import { readGraph } from '../../src/graph/merge/read-graph.ts';
import { readOwnSdl } from '../../src/graph/sdl-files.ts';
import { connectorsOf } from '../../src/sources/connectors/connectors-of.ts';

const FILE = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: [{ name: "@connect", as: "@rest" }, "@source"])
  @source(name: "api", http: { baseURL: "https://api.example.com" })
type Query { user(id: ID!): User @rest(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id kind: 'plain'", entity: true) }
type User @key(fields: "id") { id: ID! kind: String }`;

test('a file that renames what it imports is read as it means it, by its version', () => {
  const { inner, findings } = readGraph({ ...readOwnSdl(), users: [parse(new Source(FILE, 'user.graphql'))] });
  expect(findings).toEqual([]);
  if (!inner) return;
  const { connectors, findings: told } = connectorsOf({ graph: inner, env: {} });
  expect(told).toEqual([]);
  const read = connectors[0]?.prepare(new Map([['kind', undefined]])).read;
  const inputs = { args: {}, parent: undefined, batch: undefined, surroundings: { headers: {}, context: {} } };
  expect(read?.({ status: 200, headers: {}, body: { id: 1 } }, inputs)).toEqual({ kind: 'plain' });
});
