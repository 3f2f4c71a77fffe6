import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Random } from './random.ts';

/** A request that fits a schema, before anybody spoils it. */
export interface Written {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Writes documents and variables that fit a schema. */
export class Grammar {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  #fragments: string[] = [];
  #declared: string[] = [];
  #variables: Record<string, unknown> = {};

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  request(): Written {
    this.#fragments = [];
    this.#declared = [];
    this.#variables = {};
    const isQuery = this.#random.chance(0.95);
    const root = isQuery ? this.#schema.getQueryType() : this.#schema.getMutationType();
    if (!root) throw new Error('The schema has no such root.');
    const set = this.#set(root, 0);
    const declared = this.#declared.length > 0 ? `(${this.#declared.join(' ')})` : '';
    const name = this.#random.chance(0.7) || declared ? ` ${this.#random.of(['A', 'Op', '__proto__', 'query'])}` : '';
    const text = [`${isQuery ? 'query' : 'mutation'}${name}${declared} ${set}`, ...this.#fragments].join(' ');
    return { text, variables: this.#variables };
  }

  #set(type: GraphQLNamedOutputType, depth: number): string {
    const parts = Array.from({ length: 1 + this.#random.below(3) }, () => this.#selection(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #selection(type: GraphQLNamedOutputType, depth: number): string {
    const random = this.#random;
    if (random.chance(0.1)) return `... ${this.#condition()} ${this.#set(type, depth + 1)}`;
    if (isAbstractType(type) && (isUnionType(type) || random.chance(0.5))) {
      const [first, ...others] = this.#schema.getPossibleTypes(type);
      if (!first) return '__typename';
      const object = random.of([first, ...others]);
      return random.chance(0.1) ? '__typename' : `... on ${object.name} ${this.#set(object, depth + 1)}`;
    }
    if (random.chance(0.15) && depth < 4) {
      const name = `F${this.#fragments.length}_${random.below(1_000)}`;
      this.#fragments.push(''); // takes the number
      this.#fragments.push(`fragment ${name} on ${type.name} ${this.#set(type, depth + 1)}`);
      return `...${name}${this.#condition()}`;
    }
    if (isUnionType(type) || !('getFields' in type) || random.chance(0.1)) return '__typename';
    const [first, ...others] = Object.values(type.getFields());
    return first ? this.#field(random.of([first, ...others]), depth) : '__typename';
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const alias = this.#random.chance(0.2) ? `${this.#random.of(['a', 'b', '__proto__', 'constructor', 'id'])}: ` : '';
    const args = field.args.flatMap(({ name, type }) =>
      isNonNullType(type) || this.#random.chance(0.5) ? [`${name}: ${this.#argument(type)}`] : [],
    );
    const named = getNamedType(field.type);
    const below = isObjectType(named) || isAbstractType(named) ? this.#below(named, depth) : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${this.#condition()} ${below}`;
  }

  #below(type: GraphQLNamedOutputType, depth: number): string {
    return depth > 5 ? '{ __typename }' : this.#set(type, depth + 1);
  }

  #condition(): string {
    if (!this.#random.chance(0.1)) return '';
    const [name, truth] = [this.#random.of(['include', 'skip']), this.#random.chance(0.5)];
    if (this.#random.chance(0.5)) return ` @${name}(if: ${truth})`;
    return ` @${name}(if: ${this.#declare('Boolean!', truth)})`;
  }

  #argument(type: GraphQLInputType): string {
    if (this.#random.chance(0.5)) return literal(this.#value(type, 0), type);
    return this.#declare(String(type), this.#value(type, 0));
  }

  #declare(type: string, value: unknown): string {
    const name = `v${this.#declared.length}`;
    this.#declared.push(`$${name}: ${type}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #value(type: GraphQLInputType, depth: number): unknown {
    const random = this.#random;
    if (isNonNullType(type)) return this.#value(type.ofType, depth);
    if (random.chance(0.1) && depth > 0) return null;
    if (isListType(type))
      return Array.from(
        { length: random.below(3) },
        () => this.#value(type.ofType, depth + 1) ?? this.#value(type.ofType, 0),
      );
    if (isEnumType(type)) return random.of(['SMALL', 'LARGE']);
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(() => depth < 3 && random.chance(0.4));
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, depth + 1)]));
    }
    if (type.name === 'Int') return random.of([0, 1, 2, -1, 2_147_483_647]);
    if (type.name === 'Float') return random.of([0, 1.5, -2, 1e10]);
    if (type.name === 'Boolean') return random.chance(0.5);
    return random.of(['1', '2', '3', '', 'a b', '..', '%2e', 'é']);
  }
}

/** A value as GraphQL writes it. */
function literal(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(value, type.ofType);
  if (value === null || value === undefined) return 'null';
  if (isListType(type) && Array.isArray(value)) return `[${value.map((item) => literal(item, type.ofType)).join(' ')}]`;
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    const members = Object.entries(value as object).flatMap(([name, member]) => {
      const field = fields[name];
      return field ? [`${name}: ${literal(member, field.type)}`] : [];
    });
    return `{${members.join(' ')}}`;
  }
  return isEnumType(type) ? String(value) : JSON.stringify(value);
}
