import type { Dice } from './dice.ts';

/** How a field of a generated schema gets its value. */
type Way = 'member' | 'connector' | 'sync' | 'async';

export interface GeneratedField {
  readonly name: string;
  readonly type: string;
  readonly hasArgs: boolean;
  readonly way: Way;
}

interface GeneratedType {
  readonly name: string;
  readonly fields: readonly GeneratedField[];
}

/** A schema with `Query`, `Mutation`, objects, an interface, a union, enums and scalars. */
export interface GeneratedSchema {
  readonly types: readonly GeneratedType[];
  /** Whether the types of the union's values are told by a function, and how. */
  readonly resolvesType: false | 'sync' | 'async';
  /** Whether objects of the type `A` are told by a function. */
  readonly hasIsTypeOf: boolean;
  /** SDL, with or without its connectors. */
  readonly sdl: (connected: boolean) => string;
}

const LEAVES = ['Int', 'Float', 'String', 'Boolean', 'ID', 'Size', 'Level', 'Blob', 'Even'] as const;
const OBJECTS = ['A', 'B', 'C'] as const;
const COMPOSITES = [...OBJECTS, 'Named', 'Either'] as const;

export function generateSchema(dice: Dice): GeneratedSchema {
  const shared = fieldsOf(dice, 'n', 2, ['member']);
  const objects = OBJECTS.map((name): GeneratedType => {
    const own = fieldsOf(dice, name.toLowerCase(), 6, ['member', 'member', 'member', 'connector', 'sync', 'async']);
    return { name, fields: name === 'C' ? own : [...shared, ...own] };
  });
  const roots = (['Query', 'Mutation'] as const).map((name): GeneratedType => {
    return { name, fields: fieldsOf(dice, name.toLowerCase(), 7, ['connector', 'connector', 'sync', 'async']) };
  });
  const types = [...roots, ...objects];
  return {
    types,
    resolvesType: dice.one([false, false, 'sync', 'async']),
    hasIsTypeOf: dice.chance(20),
    sdl: (connected) => printed(types, shared, connected),
  };
}

function fieldsOf(dice: Dice, prefix: string, most: number, ways: readonly [Way, ...Way[]]): GeneratedField[] {
  return dice.times(3, most, (index) => {
    const way = dice.one(ways);
    const isLeaf = dice.chance(prefix === 'n' ? 80 : 50);
    const type = wrapped(dice, dice.one(isLeaf ? LEAVES : COMPOSITES), !isLeaf && way === 'member');
    return { name: `${prefix}${index}`, type, hasArgs: way !== 'member' && dice.chance(50), way };
  });
}

/** Members that are objects may be null, since what is generated has to end somewhere. */
function wrapped(dice: Dice, name: string, isNullable: boolean): string {
  const inner = dice.chance(25) && !isNullable ? `${name}!` : name;
  const list = dice.chance(30) ? `[${dice.chance(20) && !isNullable ? `[${inner}]!` : inner}]` : inner;
  return dice.chance(25) && !isNullable && !list.endsWith('!') ? `${list}!` : list;
}

function printed(types: readonly GeneratedType[], shared: readonly GeneratedField[], connected: boolean): string {
  const link = connected ? 'extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })\n' : '';
  const objects = types.map(({ name, fields }) => {
    const interfaces = name === 'A' || name === 'B' ? ' implements Named' : '';
    const id = OBJECTS.some((one) => one === name) ? '  id: ID!\n' : '';
    const print = (field: GeneratedField): string =>
      printedField(field, connected ? ` ${connector(types, name, field)}` : '');
    return `type ${name}${interfaces} {\n${id}${fields.map(print).join('\n')}\n}`;
  });
  return `${link}${objects.join('\n')}
interface Named {
  id: ID!
${shared.map((field) => printedField(field, '')).join('\n')}
}
union Either = A | C
enum Size { BIG SMALL }
enum Level { LOW HIGH }
scalar Blob
scalar Even
`;
}

function printedField({ name, type, hasArgs, way }: GeneratedField, connect: string): string {
  const args = hasArgs ? '(n: Int = 3, size: Size, of: [Int!])' : '';
  return `  ${name}${args}: ${type}${way === 'connector' ? connect : ''}`;
}

function connector(types: readonly GeneratedType[], parent: string, { name, type, hasArgs }: GeneratedField): string {
  const id = OBJECTS.some((one) => one === parent) ? '{$this.id}' : 'root';
  const method = parent === 'Mutation' ? 'POST' : 'GET';
  const query = hasArgs ? '?n={$args.n}' : '';
  const selection = selectionOf(types, namedOf(type), 0);
  return `@connect(source: "api", http: { ${method}: "/${parent}.${name}/${id}${query}" }, selection: "${selection}")`;
}

/** Objects that stand deeper in what a service answers, or in what a resolver gives, are null. */
export const DEEPEST = 2;

function selectionOf(types: readonly GeneratedType[], name: string, depth: number): string {
  const objects = possibleTypes(name);
  if (objects.length === 0) return '$';
  const members = types
    .filter((type) => objects.some((one) => one === type.name))
    .flatMap(({ fields }) => fields.filter(({ way }) => way === 'member'));
  const texts = members.map(({ name: member, type }) => {
    const named = namedOf(type);
    if (possibleTypes(named).length === 0) return member;
    return depth < DEEPEST ? `${member} { ${selectionOf(types, named, depth + 1)} }` : '';
  });
  return ['__typename', 'id', ...new Set(texts)].join(' ');
}

export const namedOf = (type: string): string => type.replace(/[[\]!]/g, '');

/** The objects that a composite type may stand for; none for a leaf. */
export function possibleTypes(name: string): readonly string[] {
  if (name === 'Named') return ['A', 'B'];
  if (name === 'Either') return ['A', 'C'];
  return OBJECTS.filter((one) => one === name);
}
