/** How a file brings the standard names in. */
const STYLES = ['imported', 'renamed', 'prefixed', 'aliased', 'printed', 'unlinked'] as const;
type Style = (typeof STYLES)[number];

interface Traits {
  readonly index: number;
  readonly style: Style;
  readonly federation: string;
  /** The minor version of connect. */
  readonly connect: number;
  /** Without `Query`. */
  readonly isPart: boolean;
  readonly types: readonly string[];
}

const NOUNS = [
  'User',
  'Order',
  'Product',
  'Invoice',
  'Review',
  'Shipment',
  'Basket',
  'Coupon',
  'Store',
  'Device',
  'Ticket',
];

/** A schema as it is found in the wild, another one for every index: a connector for each of its types. */
export function wildSchema(index: number): string {
  const traits: Traits = {
    index,
    style: STYLES[index % STYLES.length] ?? 'imported',
    federation: `v2.${10 + (Math.floor(index / 6) % 4)}`,
    connect: 1 + (Math.floor(index / 3) % 4),
    isPart: index % 7 === 3,
    types: NOUNS.slice(index % 5, (index % 5) + 2 + (index % 6)),
  };
  const parts = [
    header(traits),
    ...traits.types.flatMap((type) => [
      objectType(type, traits),
      detailsType(type),
      `enum ${type}State {\n  ACTIVE\n  GONE\n}`,
    ]),
    traits.isPart ? mutations(traits) : queries(traits),
    ...(index % 4 === 1 ? [unlike(traits)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The name of a directive in a file of this style. */
function named(directive: 'key' | 'tag' | 'shareable' | 'inaccessible' | 'source' | 'connect', style: Style): string {
  const spec = directive === 'source' || directive === 'connect' ? 'connect' : 'federation';
  switch (style) {
    case 'renamed':
      return `@my_${directive}`;
    case 'prefixed':
      return directive === 'connect' ? '@connect' : `@${spec}__${directive}`;
    case 'aliased':
      return directive === 'connect' ? '@rest' : `@${spec === 'connect' ? 'rest' : 'fed'}__${directive}`;
    default:
      return `@${directive}`;
  }
}

function header({ style, federation, connect, index, isPart }: Traits): string {
  const source = `${named('source', style)}(
    name: "api"
    http: { baseURL: "https://api${index}.example.com/v1"${index % 2 ? ', headers: [{ name: "x-tenant", value: "wild" }]' : ''} }
  )`;
  if (style === 'unlinked') return `extend schema ${source}`;
  const imports = (names: readonly string[]): string => {
    if (style === 'prefixed' || style === 'aliased') return '';
    const written = names.map((name) =>
      style === 'renamed' ? `{ name: "@${name}", as: "@my_${name}" }` : `"@${name}"`,
    );
    return `, import: [${written.join(', ')}]`;
  };
  const as = (name: string): string => (style === 'aliased' ? `, as: "${name}"` : '');
  const schema = `schema
  @link(url: "https://specs.apollo.dev/federation/${federation}"${as('fed')}${imports(['key', 'tag', 'shareable', 'inaccessible'])})
  @link(url: "https://specs.apollo.dev/connect/v0.${connect}"${as('rest')}${imports(['source', 'connect'])})
  ${source}`;
  if (style !== 'printed') return `extend ${schema}`;
  return `${schema} {\n  ${isPart ? 'mutation: Mutation' : 'query: Query'}\n}\n\n${PRINTED}`;
}

/** What subgraph libraries print beside the schema itself. */
const PRINTED = `directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA

directive @key(fields: federation__FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE

directive @shareable repeatable on OBJECT | FIELD_DEFINITION

scalar federation__FieldSet

scalar link__Import

enum link__Purpose {
  SECURITY
  EXECUTION
}`;

function objectType(type: string, { style, isPart, index }: Traits): string {
  const key = `${named('key', style)}(fields: "id"${isPart ? ', resolvable: false' : ''})${index % 2 ? ` ${named('shareable', style)}` : ''}`;
  return `"""
A ${type.toLowerCase()}, with "quotes", {braces} and # signs in its description.
"""
type ${type} ${key} {
  id: ID!
  "As people write it."
  name: String ${named('tag', style)}(name: "public")
  price: Float @deprecated(reason: "Use \`details\`.")
  state: ${type}State
  internal: String ${named('inaccessible', style)}
  details: ${type}Details
  extras: [${type}Details!] ${named('connect', style)}(source: "api", http: { GET: "/extras/{$this.id}" }, selection: "$.items { weight notes }")
}`;
}

const detailsType = (type: string): string => `type ${type}Details {\n  weight: Float\n  notes: [String!]!\n}`;

type Form = 'plain' | 'block' | 'path';

function connector(http: string, style: Style, form: Form, more = ''): string {
  const fields = 'id name: title price state internal details { weight notes }';
  const forms: Record<Form, string> = {
    plain: `"${fields}"`,
    path: `"$.items { ${fields} }"`,
    block: `"""\n    # what the service calls a title\n    id\n    name: title\n    price\n    state\n    internal\n    details {\n      weight\n      notes\n    }\n    """`,
  };
  return `${named('connect', style)}(source: "api", http: { ${http} }, selection: ${forms[form]}${more})`;
}

function queries({ types, style, index }: Traits): string {
  const fields = types.flatMap((type, position) => {
    const name = type.toLowerCase();
    const form: Form = (index + position) % 2 ? 'block' : 'plain';
    return [
      `  ${name}(id: ID!): ${type} ${connector(`GET: "/${name}/{$args.id}"`, style, form, ', entity: true')}`,
      `  ${name}s(first: Int = 10, after: String): [${type}!] ${connector(`GET: "/${name}?limit={$args.first}&after={$args.after}"`, style, 'path')}`,
    ];
  });
  return `${index % 3 === 0 ? 'extend ' : ''}type Query {\n${fields.join('\n')}\n}`;
}

function mutations({ types, style }: Traits): string {
  const fields = types.map((type) => {
    const http = `POST: "/${type.toLowerCase()}", body: "title: $args.input.name"`;
    return `  create${type}(input: ${type}Input!): ${type} ${connector(http, style, 'plain')}`;
  });
  const inputs = types.map((type) => `input ${type}Input {\n  name: String! = "none"\n  tags: [String!]\n}`);
  return `${inputs.join('\n\n')}\n\ntype Mutation {\n${fields.join('\n')}\n}`;
}

/** Names of a user's own that look like those of the specifications. */
const unlike = ({ index }: Traits): string =>
  `"Not the one of Federation."\nscalar FieldSet\n\ninput ConnectBatch {\n  maxSize: FieldSet = "${index}"\n}\n\ndirective @audit(batch: ConnectBatch) on FIELD_DEFINITION`;
