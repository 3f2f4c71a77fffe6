import {
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

export interface RandomOperation {
  readonly text: string;
  /** As a client would send them. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A valid operation with values for its variables; the same number gives the same one. */
export function randomOperation(schema: GraphQLSchema, seed: number): RandomOperation {
  return new Maker(schema, seed).operation();
}

const DEEPEST = 4;

class Maker {
  readonly #schema: GraphQLSchema;
  #state: number;
  readonly #declared: string[] = [];
  readonly #values: Record<string, unknown> = {};
  readonly #fragments = new Map<string, { readonly type: string; text: string }>();
  readonly #open = new Set<string>();

  constructor(schema: GraphQLSchema, seed: number) {
    this.#schema = schema;
    this.#state = seed;
  }

  operation(): RandomOperation {
    const type = this.#below(5) === 0 ? 'mutation' : 'query';
    const root = this.#schema.getRootType(type as never);
    const body = root ? this.#selection(root, 0) : '';
    const fragments = [...this.#fragments].map(([name, one]) => `fragment ${name} on ${one.type} ${one.text}`);
    const variables = this.#declared.length > 0 ? `(${this.#declared.join(', ')})` : '';
    return { text: [`${type} Random${variables} ${body}`, ...fragments].join('\n'), variables: this.#values };
  }

  /** mulberry32 */
  #below(most: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % most;
  }

  #of<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)] as Item;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    const parts = Array.from({ length: 1 + this.#below(depth < 2 ? 3 : 2) }, () => this.#part(type, depth));
    return `{ ${['__typename', ...parts].join(' ')} }`;
  }

  #part(type: GraphQLNamedType, depth: number): string {
    const kind = this.#below(10);
    if (kind < 2) return this.#inline(type, depth);
    if (kind < 4) return this.#spread(type, depth);
    return this.#field(type, depth);
  }

  #condition(): string {
    if (this.#below(5) > 0) return '';
    const name = `c${this.#below(2)}`;
    if (!(name in this.#values)) {
      this.#declared.push(`$${name}: Boolean!`);
      this.#values[name] = this.#below(2) === 0;
    }
    return ` @${this.#of(['include', 'skip'])}(if: $${name})`;
  }

  #fitting(type: GraphQLNamedType): readonly GraphQLNamedType[] {
    if (isAbstractType(type)) return [type, ...this.#schema.getPossibleTypes(type)];
    return [type, ...(isObjectType(type) ? type.getInterfaces() : [])];
  }

  #inline(type: GraphQLNamedType, depth: number): string {
    const on = this.#of(this.#fitting(type));
    return `... on ${on.name}${this.#condition()} ${this.#selection(on, depth)}`;
  }

  /** Fragments are few, so that one is used below many parents. */
  #spread(type: GraphQLNamedType, depth: number): string {
    const on = this.#of(this.#fitting(type));
    const name = `${on.name}${this.#below(2)}`;
    if (this.#open.has(name)) return '__typename';
    if (!this.#fragments.has(name)) {
      this.#open.add(name);
      const made = { type: on.name, text: this.#selection(on, Math.max(depth, 2)) };
      this.#open.delete(name);
      this.#fragments.set(name, made);
    }
    return `...${name}${this.#condition()}`;
  }

  #field(type: GraphQLNamedType, depth: number): string {
    if (!isObjectType(type) && !isInterfaceType(type)) return '__typename';
    const all = Object.values(type.getFields());
    const left = depth < DEEPEST ? all : all.filter((field) => !isCompositeType(getNamedType(field.type)));
    if (left.length === 0) return '__typename';
    const field = this.#of(left);
    const named = getNamedType(field.type);
    const args = field.args.flatMap((arg) => {
      const isNeeded = isNonNullType(arg.type) && arg.defaultValue === undefined;
      return isNeeded || this.#below(2) === 0 ? [`${arg.name}: ${this.#argument(arg.type)}`] : [];
    });
    const given = args.length > 0 ? `(${args.join(', ')})` : '';
    // One key for one field with one set of arguments, so that what merges can be merged.
    const alias =
      given === '' && String(field.type) === String(named) ? '' : `${type.name}_${field.name}_${hash(given)}: `;
    const below = isCompositeType(named) ? ` ${this.#selection(named, depth + 1)}` : '';
    return `${alias}${field.name}${given}${this.#condition()}${below}`;
  }

  #argument(type: GraphQLInputType): string {
    return this.#below(2) === 0 ? this.#variable(type) : literal(this.#value(type, 0), type);
  }

  #variable(type: GraphQLInputType): string {
    const nullable = getNullableType(type);
    const name = `v${this.#declared.length}`;
    const isNonNull = isNonNullType(type) || this.#below(3) === 0;
    const standsIn = this.#below(3) === 0 ? this.#value(nullable, 0) : undefined;
    const suffix = standsIn === undefined ? '' : ` = ${literal(standsIn, nullable)}`;
    this.#declared.push(`$${name}: ${String(nullable)}${isNonNull ? '!' : ''}${suffix}`);
    const isLeft = (!isNonNull || standsIn !== undefined) && this.#below(3) === 0;
    if (!isLeft) this.#values[name] = !isNonNull && this.#below(4) === 0 ? null : this.#value(nullable, 0);
    return `$${name}`;
  }

  #value(type: GraphQLInputType, depth: number): unknown {
    if (!isNonNullType(type) && depth > 0 && this.#below(5) === 0) return null;
    const nullable = getNullableType(type);
    if (isListType(nullable))
      return Array.from({ length: this.#below(depth > 2 ? 1 : 4) }, () => this.#value(nullable.ofType, depth + 1));
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter((field) => {
        const isNeeded = isNonNullType(field.type) && field.defaultValue === undefined;
        return isNeeded || (depth < 3 && this.#below(2) === 0);
      });
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, depth + 1)]));
    }
    if (isEnumType(nullable)) return this.#of(nullable.getValues()).name;
    return nullable.name === 'Int' ? this.#of([-5, 0, 1, 3, 12, 500, 2_147_483_647]) : this.#of(['a', 'b']);
  }
}

const hash = (text: string): number => {
  let sum = 7;
  for (const letter of text) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0;
  return Math.abs(sum);
};

function literal(value: unknown, type: GraphQLInputType): string {
  const nullable = getNullableType(type);
  if (value === null) return 'null';
  if (Array.isArray(value))
    return `[${value.map((item) => literal(item, isListType(nullable) ? nullable.ofType : type)).join(', ')}]`;
  if (typeof value === 'object' && isInputObjectType(nullable)) {
    const fields = nullable.getFields();
    const written = Object.entries(value as Record<string, unknown>).flatMap(([name, one]) => {
      const field = fields[name];
      return field ? [`${name}: ${literal(one, field.type)}`] : [];
    });
    return `{ ${written.join(', ')} }`;
  }
  return isEnumType(nullable) ? String(value) : JSON.stringify(value);
}
