import fc from 'fast-check';
import { buildSchema, execute, type ExecutionResult, isObjectType, parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Status } from '../support/peers/service.ts';
import { type Served, serveSdl } from '../support/projects/serve-sdl.ts';

const FIELDS = `id name maybe tags matrix inner { label refs { id name maybe tags matrix } }`;

const sdl = (connect: (text: string) => string): string => /* GraphQL */ `
  type Query {
    node(id: Int!): Node ${connect(`http: { GET: "/node/{$args.id}" }, selection: "${FIELDS}"`)}
    nodes(first: Int! = 3): [Node!] ${connect(`http: { GET: "/nodes?first={$args.first}" }, selection: "${FIELDS}"`)}
    loose(first: Int! = 3): [Node] ${connect(`http: { GET: "/nodes?first={$args.first}" }, selection: "${FIELDS}"`)}
    strict(id: Int!): Node! ${connect(`http: { GET: "/node/{$args.id}" }, selection: "${FIELDS}"`)}
  }

  type Node ${connect(`http: { GET: "/extra?ids={$batch.id->joinNotNull(',')}" }, batch: { maxSize: 2 }, selection: "id title score"`)} {
    id: Int!
    name: String!
    maybe: String
    tags: [String!]
    matrix: [[Int]]
    inner: Inner
    title: String!
    score: Float
    child: Node ${connect(`http: { GET: "/child/{$this.id}" }, selection: "${FIELDS}"`)}
    children(from: Int = 1): [Node!] ${connect(`http: { GET: "/children/{$this.id}?from={$args.from}" }, selection: "${FIELDS}"`)}
  }

  type Inner {
    label: String
    refs: [Node]
  }
`;

/** A number that depends on everything given, for data that are odd in every way and always the same. */
function chance(...parts: readonly unknown[]): number {
  let hash = 2_166_136_261;
  for (const char of parts.join('/')) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619);
  return ((hash ^ (hash >>> 15)) >>> 0) % 100;
}

let seed = 0;

function nodeOf(id: number, depth = 0): unknown {
  const odd = (what: string): number => chance(seed, id, what);
  if (odd('gone') < 8) return null;
  return {
    id,
    name: odd('name') < 8 ? null : odd('name') < 12 ? { no: 'text' } : odd('name') < 20 ? `N"\n${id}` : `Node ${id}`,
    maybe: odd('maybe') < 30 ? null : odd('maybe') < 40 ? 7 : 'perhaps',
    tags: odd('tags') < 10 ? null : odd('tags') < 20 ? ['a', null] : odd('tags') < 25 ? 'no list' : ['a', 'b'],
    matrix: odd('matrix') < 15 ? [[1, null], null] : odd('matrix') < 20 ? [['x']] : [[1, 2], []],
    inner:
      depth > 0 || odd('inner') < 20
        ? null
        : { label: `inner ${id}`, refs: [nodeOf(id + 1, 1), nodeOf(id + 2, 1), null] },
  };
}

const extraOf = (id: number): object | null =>
  chance(seed, id, 'extra') < 15
    ? null
    : { id, title: chance(seed, id, 'title') < 15 ? null : `Title ${id}`, score: chance(seed, id, 'score') / 10 };

/** What the service answers; a `Status` is a failure. */
function answer({ pathname, searchParams }: URL): unknown {
  const [, kind, text] = pathname.split('/');
  const id = Number(text);
  if (chance(seed, kind, text, 'fails') < 10 && kind !== 'extra') return new Status(404);
  if (kind === 'node') return nodeOf(id);
  if (kind === 'nodes') return Array.from({ length: Number(searchParams.get('first')) }, (_, index) => nodeOf(index));
  if (kind === 'child') return nodeOf(id + 10);
  if (kind === 'children') return [nodeOf(id + Number(searchParams.get('from'))), nodeOf(id + 5)];
  const ids = (searchParams.get('ids') ?? '').split(',').map(Number);
  return ids.map(extraOf).filter((extra) => extra !== null);
}

/** The same graph by resolvers that each ask for themselves, at once and one after another. */
function naive() {
  const schema = buildSchema(sdl(() => ''));
  const get = (path: string): unknown => {
    const found = answer(new URL(path, 'http://service'));
    if (found instanceof Status) throw new Error(`status ${found.status}`);
    return found;
  };
  const node = schema.getType('Node');
  const query = schema.getQueryType();
  if (!isObjectType(node) || !query) throw new Error('The schema lacks a type.');
  const of = (parent: unknown): number => (parent as { id: number }).id;
  const extra = (name: string) => (parent: unknown) => (extraOf(of(parent)) as Record<string, unknown> | null)?.[name];
  const set = (
    type: typeof node,
    resolvers: Record<string, (parent: unknown, args: Record<string, unknown>) => unknown>,
  ) => {
    for (const [name, resolve] of Object.entries(resolvers))
      Object.assign(type.getFields()[name] as object, { resolve });
  };
  set(query, {
    node: (_, { id }) => get(`/node/${String(id)}`),
    strict: (_, { id }) => get(`/node/${String(id)}`),
    nodes: (_, { first }) => get(`/nodes?first=${String(first)}`),
    loose: (_, { first }) => get(`/nodes?first=${String(first)}`),
  });
  set(node, {
    title: extra('title'),
    score: extra('score'),
    child: (parent) => get(`/child/${of(parent)}`),
    children: (parent, { from }) => get(`/children/${of(parent)}?from=${String(from)}`),
  });
  return schema;
}

const condition = fc.constantFrom(
  '',
  '',
  '',
  '',
  ' @include(if: $yes)',
  ' @include(if: $no)',
  ' @skip(if: $yes)',
  ' @skip(if: $no)',
);
const leaf = fc.constantFrom(
  'id',
  'name',
  'maybe',
  'tags',
  'matrix',
  'title',
  'score',
  '__typename',
  'label: maybe',
  'again: title',
);

const { selection } = fc.letrec<{ selection: string; field: string; node: string }>((tie) => ({
  node: fc.constantFrom(
    'child',
    'children',
    'children(from: 2)',
    'two: children(from: 2)',
    'three: children(from: 3)',
    'inner',
    'kid: child',
  ),
  field: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(leaf, condition).map((parts) => parts.join('')),
    fc
      .tuple(tie('node'), condition, tie('selection'))
      .map(([name, when, below]) =>
        name === 'inner' ? `inner${when} { label refs ${below} }` : `${name}${when} ${below}`,
      ),
    fc.tuple(condition, tie('selection')).map(([when, below]) => `... on Node${when} ${below}`),
    fc.constantFrom('...Plain', '...Plain @include(if: $no)', '...Deep'),
  ),
  selection: fc.array(tie('field'), { minLength: 1, maxLength: 4 }).map((fields) => `{ ${fields.join(' ')} }`),
}));

const root = fc.tuple(
  fc.constantFrom(
    'node(id: 1)',
    'one: node(id: 1)',
    'two: node(id: 2)',
    'nodes',
    'nodes(first: 5)',
    'loose',
    'strict(id: 3)',
  ),
  condition,
  selection,
);

const operation = fc.array(root, { minLength: 1, maxLength: 3 }).map(
  (
    roots,
  ) => `query ($yes: Boolean!, $no: Boolean!) { ${roots.map(([name, when, below]) => `${name}${when} ${below}`).join(' ')} }
fragment Plain on Node { id name title }
fragment Deep on Node { maybe child { ...Plain children { score } } }`,
);

let served: Served;
beforeAll(async () => {
  const connect = (text: string): string => `@connect(source: "api", ${text})`;
  served = await serveSdl(
    `extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })\n${sdl(connect)}`,
    answer,
  );
});
afterAll(async () => served[Symbol.asyncDispose]());

/** Data and paths of errors, as text so that the order of keys counts. */
const facts = ({
  data,
  errors,
}: {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: unknown }[];
}): unknown => ({
  data: JSON.stringify(data),
  errors: errors?.map(({ path }) => JSON.stringify(path)).sort() ?? [],
});

test('the compiled lane, the interpreted one and plain graphql-js with naive resolvers answer alike', async () => {
  const schema = naive();
  const variables = { yes: true, no: false };
  let errors = 0;
  await fc.assert(
    fc.asyncProperty(operation, fc.nat(1_000), async (query, nth) => {
      const document = parse(query);
      const misfits = validate(schema, document).filter(({ message }) => !/is never used/.test(message));
      fc.pre(misfits.length === 0);
      const text = `${query}\n# ${nth}`;
      const params = { query: unusedLeftOut(text), variables: usedOf(text, variables) };
      seed = nth;
      const expected = execute({
        schema,
        document: parse(params.query),
        variableValues: params.variables,
      }) as ExecutionResult;
      errors += expected.errors?.length ?? 0;
      // A free-form text is compiled once it has come three times.
      for (const use of ['first', 'second', 'third', 'fourth']) {
        const { body } = await served.gateway.post(params);
        expect({ use, query: params.query, ...(facts(body) as object) }).toEqual({
          use,
          query: params.query,
          ...(facts(expected) as object),
        });
      }
    }),
    { numRuns: 150 },
  );
  expect(errors).toBeGreaterThan(0);
}, 60_000);

/** Validation refuses fragments and variables that nothing uses. */
function unusedLeftOut(text: string): string {
  const [head = '', plain = '', deep = '', rest = ''] = text.split('\n');
  const usesDeep = head.includes('...Deep');
  const usesPlain = usesDeep || head.includes('...Plain');
  const declared = ['yes', 'no'].filter((name) => head.includes(`$${name})`)).map((name) => `$${name}: Boolean!`);
  const operationText = head.replace(
    '($yes: Boolean!, $no: Boolean!)',
    declared.length > 0 ? `(${declared.join(', ')})` : '',
  );
  return [operationText, usesPlain ? plain : '', usesDeep ? deep : '', rest].join('\n');
}

const usedOf = (text: string, all: Record<string, boolean>): Record<string, boolean> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => unusedLeftOut(text).includes(`$${name}: `)));
