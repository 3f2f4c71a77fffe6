import { setImmediate } from 'node:timers/promises';
import {
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { Dice } from './dice.ts';
import { DEEPEST, type GeneratedSchema, namedOf, possibleTypes } from './schema.ts';

/** What services and resolvers of a generated schema give: always the same for one seed, and odd as often as is said. */
export class World {
  seed = 0;
  /** Percent. */
  oddness = 0;
  /** What was written. */
  writes: string[] = [];
  readonly #asked = new WeakMap<object, string[]>();
  #begun: string[][] = [];
  /** Whether something was given that is left to graphql-js though it is no error: what can be read but once, or is no object. */
  isOdd = false;
  /** Whether something was waited for in completion, so that it depends on time which error comes first. */
  waits = false;
  readonly #alives = new WeakSet<object>();
  readonly #schema: GraphQLSchema;
  readonly #generated: GeneratedSchema;

  constructor(schema: GraphQLSchema, generated: GeneratedSchema) {
    this.#schema = schema;
    this.#generated = generated;
  }

  /** What the service answers at an address; `undefined` where it fails. */
  answer(method: string, address: string): unknown {
    const { pathname, searchParams } = new URL(address, 'http://service');
    const [, coordinate = '', id = ''] = pathname.split('/');
    const n = searchParams.get('n') ?? '';
    if (method === 'POST') this.writes.push(`POST ${coordinate}`);
    const dice = new Dice(this.seed, coordinate, id, n === 'null' ? '' : n);
    if (dice.chance(this.oddness)) return undefined;
    return this.#value(this.#typeOf(coordinate), dice, 0);
  }

  begin(): void {
    this.writes = [];
    this.isOdd = false;
    this.waits = false;
    this.#begun = [];
  }

  /** What resolvers were asked since then, with all that they were told, by requests that began since then. */
  asked(): readonly string[] {
    return this.#begun.flat().sort();
  }

  #note(context: object, entry: string): void {
    const known = this.#asked.get(context);
    if (known) {
      known.push(entry);
      return;
    }
    const log = [entry];
    this.#asked.set(context, log);
    this.#begun.push(log);
  }

  /** Resolvers of the fields that are in code, and what belongs to types. */
  resolvers(): Record<string, object> {
    const { types, resolvesType, hasIsTypeOf } = this.#generated;
    const typeNameOf = ({ __typename }: { readonly __typename?: string }) => __typename;
    const made: Record<string, object> = {
      Even: new GraphQLScalarType({ name: 'Even', serialize: even }),
      Level: { LOW: 1, HIGH: 2 },
      ...(resolvesType === 'sync' && { Either: { __resolveType: typeNameOf } }),
      ...(resolvesType === 'async' && {
        Either: { __resolveType: async (value: { readonly __typename?: string }) => typeNameOf(value) },
      }),
    };
    for (const { name, fields } of types) {
      const coded = fields.filter(({ way }) => way === 'sync' || way === 'async');
      made[name] = Object.fromEntries(
        coded.map((field) => [field.name, this.#resolver(`${name}.${field.name}`, field.way === 'async')]),
      );
    }
    if (hasIsTypeOf) {
      Object.assign(made['A'] as object, {
        __isTypeOf: (value: { readonly __typename?: string }) => typeNameOf(value) === 'A',
      });
    }
    return made;
  }

  /** What a plain resolver would make of a connector. */
  naive(coordinate: string): (source: unknown, args: { readonly n?: number | null }) => unknown {
    const method = coordinate.startsWith('Mutation') ? 'POST' : 'GET';
    return (source, { n }) => {
      const id = source === undefined ? 'root' : ((source as { readonly id?: string }).id ?? '');
      if (this.#alives.has(source as object)) this.waits = true;
      const found = this.answer(method, `/${coordinate}/${id}?n=${n ?? ''}`);
      if (found === undefined) throw new Error('The service failed.');
      return found;
    };
  }

  #resolver(coordinate: string, isAsync: boolean) {
    const type = this.#typeOf(coordinate);
    const give = (dice: Dice): unknown => {
      if (dice.chance(this.oddness)) {
        const error = new GraphQLError(`Coded: ${coordinate}.`, { extensions: { code: 'CONFLICT' } });
        if (dice.chance(30)) return error;
        throw dice.chance(50) ? error : new Error('Something else.');
      }
      return this.#alive(this.#value(type, dice, 0), dice);
    };
    return (source: unknown, args: unknown, context: object, info: GraphQLResolveInfo): unknown => {
      this.#note(context, `${told(info)} ${JSON.stringify(args)}`);
      const id = source === undefined ? 'root' : (source as { readonly id?: string }).id;
      const dice = new Dice(this.seed, coordinate, id, JSON.stringify(args));
      return isAsync ? this.#waiting(dice, () => give(dice)) : give(dice);
    };
  }

  #typeOf(coordinate: string): GraphQLOutputType {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = this.#schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
    if (!field) throw new Error(`There is no ${coordinate}.`);
    return field.type;
  }

  /** Plain JSON for a type. */
  #value(type: GraphQLOutputType, dice: Dice, depth: number): unknown {
    if (isNonNullType(type)) return dice.chance(this.oddness / 2) ? null : this.#present(type.ofType, dice, depth);
    return dice.chance(8) ? null : this.#present(type, dice, depth);
  }

  #present(type: GraphQLOutputType, dice: Dice, depth: number): unknown {
    if (isNonNullType(type)) return this.#present(type.ofType, dice, depth);
    if (isListType(type)) {
      const isOfObjects =
        /[A-Z]/.test(String(type.ofType)) && !/Int|Float|String|Boolean|ID|Size|Level|Blob|Even/.test(String(type));
      if (!isOfObjects && dice.chance(this.oddness / 3)) return 'no list';
      return dice.times(0, 3, () => this.#value(type.ofType, dice, depth));
    }
    if (isAbstractType(type)) {
      const possible = this.#schema.getPossibleTypes(type);
      const found = this.#object(dice.one(possible as [never, ...never[]]), dice, depth);
      if (dice.chance(this.oddness / 3)) return { ...found, __typename: dice.one(['Nowhere', 'B', 'C', 'Named']) };
      return found;
    }
    if (isObjectType(type)) return this.#object(type, dice, depth);
    return dice.chance(this.oddness / 3)
      ? dice.one<unknown>([{ no: 'leaf' }, ['no'], 'nothing', 1.5, true])
      : leaf(type.name, dice);
  }

  #object(parent: { readonly name: string }, dice: Dice, depth: number): Record<string, unknown> {
    const found: Record<string, unknown> = { __typename: parent.name, id: `${this.seed}-${dice.below(6)}` };
    const fields = this.#generated.types.find(({ name }) => name === parent.name)?.fields ?? [];
    for (const { name, type, way } of fields) {
      const isTooDeep = depth === DEEPEST && possibleTypes(namedOf(type)).length > 0;
      if (way !== 'member' || isTooDeep || dice.chance(4)) continue;
      found[name] = this.#value(this.#typeOf(`${parent.name}.${name}`), dice, depth + 1);
    }
    return found;
  }

  /** The same value as code gives it: with promises, functions and errors in it, lists that are no arrays, things that are no objects. */
  #alive(value: unknown, dice: Dice): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items: unknown[] = value.map((item: unknown) => {
        const alive = this.#alive(item, dice);
        // graphql-js forgets promises of a list in which something else fails at once, and nobody takes their errors then.
        return this.oddness === 0 && dice.chance(10) ? this.#waiting(dice, () => alive) : alive;
      });
      if (dice.chance(4)) return new Set(items);
      if (!dice.chance(1)) return items;
      this.isOdd = true;
      return items.values();
    }
    if (!('__typename' in value)) return value;
    if (dice.chance(this.oddness / 3)) {
      this.isOdd = true;
      return dice.one<unknown>(['a text', 7, []]);
    }
    const alive = Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        if (name === '__typename' || name === 'id') return [name, member];
        return [name, this.#member(this.#alive(member, dice), dice)];
      }),
    );
    this.#alives.add(alive);
    return alive;
  }

  /** A promise of what is given after none, some or many turns. */
  async #waiting(dice: Dice, give: () => unknown): Promise<unknown> {
    this.waits = true;
    const isLong = dice.chance(20);
    for (let turns = dice.below(4); turns > 0; turns--) await Promise.resolve();
    if (isLong) await setImmediate();
    return give();
  }

  #member(value: unknown, dice: Dice): unknown {
    if (dice.chance(6)) return () => value;
    if (dice.chance(6)) return this.#waiting(dice, () => value);
    if (dice.chance(2)) return async () => value;
    if (!dice.chance(this.oddness / 3)) return value;
    const fail = (): never => {
      throw new GraphQLError('Coded: member.', { extensions: { code: 'CONFLICT' } });
    };
    return dice.one([fail, async () => fail(), new Error('A member.')]);
  }
}

function leaf(name: string, dice: Dice): unknown {
  if (name === 'Int') return dice.one([0, -1, 42, 2_147_483_647]);
  if (name === 'Float') return dice.one([0.5, -0, 1e21, 3]);
  if (name === 'Boolean') return dice.chance(50);
  if (name === 'ID') return dice.one(['x', '12', 7]);
  if (name === 'Size') return dice.one(['BIG', 'SMALL']);
  if (name === 'Level') return dice.one([1, 2]);
  if (name === 'Even') return dice.one([2, 4, '6']);
  if (name === 'Blob') return dice.one<unknown>([{ any: [1, null] }, [], 'text', 0, false]);
  return dice.one([
    '',
    'plain',
    'quo"te\\',
    '\u0001\u2028',
    '\ud800',
    'a longer text '.repeat(5),
    5 as unknown as string,
  ]);
}

function even(value: unknown): unknown {
  const number = Number(value);
  if (Number.isNaN(number)) return undefined;
  if (number % 2 !== 0) throw new GraphQLError('Coded: odd.', { extensions: { code: 'CONFLICT' } });
  return { half: number / 2 };
}

/** Everything that a resolver may read of its `info`, as text. */
function told({
  path,
  fieldName,
  fieldNodes,
  returnType,
  parentType,
  operation,
  variableValues,
  fragments,
  rootValue,
}: GraphQLResolveInfo): string {
  const keys: string[] = [];
  for (let at: typeof path | undefined = path; at; at = at.prev) keys.unshift(`${at.typename ?? ''}:${at.key}`);
  const nodes = fieldNodes
    .map(({ name, alias, arguments: args }) => `${alias?.value}:${name.value}${args?.length}`)
    .join();
  const facts = [
    fieldName,
    nodes,
    returnType,
    parentType,
    operation.name?.value,
    rootValue,
    Object.keys(fragments).join(),
  ];
  return `${keys.join('/')} ${facts.join(' ')} ${JSON.stringify(variableValues)}`;
}
