import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errors, type ConfigInput } from '../../../src/index.ts';
import { readConfig } from '../../../src/config.ts';
import { createTestGateway } from '../../../src/testing.ts';
import { createToolbox } from '../../../src/toolbox.ts';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@authenticated", "@requiresScopes"])
  type Query {
    "Says what it was asked."
    echo(int: Int, float: Float, flag: Boolean, kind: Kind, ids: [ID!], text: String, deep: Deep): Echo
    node(id: ID!): Node
    names: [String!]!
    nothing: Echo
    fails: Echo
    half: Echo
    some(
      count: Int @constraint(min: 1, max: 9)
      tags: [String!] @constraint(minLength: 1, maxLength: 5, pattern: "^\\\\p{L}+$")
      near: String @constraint(pattern: "(?i)^[a-z]$")
      box: Box
    ): Echo
    own: Echo @authenticated
    shared: Echo @requiresScopes(scopes: [["a", "b"], ["c"]])
  }
  type Mutation {
    keep(id: ID!, title: String, deep: Deep): Echo
    drop(id: ID!): Echo
  }
  interface Node { id: ID! }
  type Thing implements Node { id: ID!, size: Int }
  type Idea implements Node { id: ID!, text: String }
  type Echo { args: String, more: String, old: String @deprecated }
  enum Kind { BIG SMALL }
  input Box { "Where from." mail: String! @constraint(format: "email", maxLength: 99), size: Float @constraint(min: 0.5) }
  input Deep { count: Int!, kind: Kind = BIG, next: Deep }
`;

const echo = (_: unknown, args: object) => ({ args: JSON.stringify(args) });

const resolvers: ConfigInput['resolvers'] = {
  Query: {
    echo,
    node: (_: unknown, { id }: { id: string }) =>
      id === 'thing' ? { __typename: 'Thing', id, size: 3 } : { __typename: 'Idea', id, text: 'hm' },
    names: () => ['Ann', 'Bo'],
    nothing: () => null,
    fails: () => {
      throw errors.conflict({ type: 'Echo', id: 1 }, 'It is in use.');
    },
    half: () => ({ args: 'whole' }),
  },
  Mutation: { keep: echo, drop: () => null },
  Echo: {
    more: () => {
      throw errors.forbidden('Not for you.');
    },
  },
};

/** A folder with a schema and the operations given. */
function folderOf(operations: string, clients: Readonly<Record<string, object>> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'tollgate-rest-'));
  const write = (text: string): void => writeFileSync(join(root, 'persisted-queries/all.graphql'), text);
  mkdirSync(join(root, 'persisted-queries'));
  writeFileSync(join(root, 'schema.graphql'), SDL);
  write(operations);
  for (const [file, manifest] of Object.entries(clients))
    writeFileSync(join(root, 'persisted-queries', file), JSON.stringify(manifest));
  return { root, write, remove: () => rmSync(root, { recursive: true }) };
}

const CONFIG: ConfigInput = { schema: 'schema.graphql', resolvers };

/** What the build makes of operations: their contracts' REST sections by name, and what is wrong. */
export function buildRest(operations: string) {
  const { root, remove } = folderOf(operations);
  const { contracts, problems } = createToolbox(readConfig(CONFIG), root).build();
  remove();
  return {
    rest: Object.fromEntries(contracts.map(({ name, rest }) => [name, rest])),
    problems: problems.map(({ line, column, message }) => `${line}:${column}: ${message}`),
  };
}

/** A gateway in development over the operations given. */
export async function restProject(
  operations: string,
  config: Partial<ConfigInput> = {},
  clients: Readonly<Record<string, object>> = {},
) {
  const { root, write, remove } = folderOf(operations, clients);
  const gateway = await createTestGateway({ root, config: { ...CONFIG, ...config } });
  return {
    ...gateway,
    write,
    /** What the command prints after a build. */
    openApi(): string {
      const toolbox = createToolbox(readConfig({ ...CONFIG, ...config }), root);
      toolbox.write();
      return toolbox.openApi();
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      remove();
    },
  };
}
