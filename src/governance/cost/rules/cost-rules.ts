import {
  getDirectiveValues,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql';
import type { Weight } from '../formula/expression.ts';
import { readWeight } from './read-weight.ts';
import { readSizedFields, type SizedFields } from './sized-fields.ts';

type Field = GraphQLField<unknown, unknown>;

/** `@listSize` of a field. */
export interface ListSize {
  /** Paths of arguments, by dots into input objects. */
  readonly slicing: readonly string[];
  readonly assumed: number | null;
  readonly sized: SizedFields | null;
  readonly requiresOne: boolean;
}

/** What a field costs, as the schema says. */
export interface FieldRule {
  readonly field: Field;
  /** Points of one value. */
  readonly weight: number;
  readonly listSize: ListSize | null;
  /** The selection that `@requires` asks for. */
  readonly requires: string | null;
}

/** What `@cost` and `@listSize` of a schema come to, each read once. */
export class CostRules {
  readonly schema: GraphQLSchema;
  /** Items of a list of which nothing is known. */
  readonly defaultListSize: number;
  readonly #fields = new Map<string, FieldRule | undefined>();
  readonly #inputs = new Map<string, ReadonlyMap<string, Weight>>();
  readonly #arguments = new WeakMap<GraphQLArgument | GraphQLInputField, Weight>();

  /** @param schema with all its directives */
  constructor(schema: GraphQLSchema, defaultListSize: number) {
    this.schema = schema;
    this.defaultListSize = defaultListSize;
  }

  /** The rule of a field of an object; `undefined` for `__typename`, which costs nothing. */
  field(type: string, name: string): FieldRule | undefined {
    const coordinate = `${type}.${name}`;
    if (!this.#fields.has(coordinate)) this.#fields.set(coordinate, this.#readField(type, name));
    return this.#fields.get(coordinate);
  }

  argument(argument: GraphQLArgument | GraphQLInputField): Weight {
    const known = this.#arguments.get(argument);
    if (known) return known;
    const named = getNamedType(argument.type);
    const own = this.#weight(argument) ?? this.#weight(named);
    const lists = listsAround(argument.type);
    const type = isInputObjectType(named) ? named.name : undefined;
    const rule: Weight = {
      ...(own !== undefined && { own }),
      ...(lists > 0 && { lists }),
      ...(type !== undefined && { type }),
    };
    this.#arguments.set(argument, rule);
    return rule;
  }

  /** The fields of an input object type. */
  inputFields(type: string): ReadonlyMap<string, Weight> {
    const known = this.#inputs.get(type);
    if (known) return known;
    const input = this.schema.getType(type);
    const fields = isInputObjectType(input) ? Object.values(input.getFields()) : [];
    const rules = new Map(fields.map((field) => [field.name, this.argument(field)]));
    this.#inputs.set(type, rules);
    return rules;
  }

  #readField(typeName: string, name: string): FieldRule | undefined {
    const type = this.schema.getType(typeName);
    if (name === SchemaMetaFieldDef.name || name === TypeMetaFieldDef.name) {
      const field = name === SchemaMetaFieldDef.name ? SchemaMetaFieldDef : TypeMetaFieldDef;
      return { field, weight: 1, listSize: null, requires: null };
    }
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    if (!field || !(isObjectType(type) || isInterfaceType(type))) return undefined;
    const all = [field, ...type.getInterfaces().flatMap((one) => one.getFields()[name] ?? [])];
    const named = getNamedType(field.type);
    const weight = first(all, (one) => this.#weight(one)) ?? this.#typeWeight(named);
    const requires = field.astNode && this.#values('requires', field)?.['fields'];
    return {
      field,
      weight,
      listSize: first(all, (one) => this.#listSize(one)) ?? null,
      requires: typeof requires === 'string' ? requires : null,
    };
  }

  /** Of an interface or union that of its dearest object. */
  #typeWeight(type: GraphQLNamedType): number {
    if (!isAbstractType(type)) return this.#weight(type) ?? (isCompositeType(type) ? 1 : 0);
    return Math.max(0, ...this.schema.getPossibleTypes(type).map((object) => this.#typeWeight(object)));
  }

  /** What `@cost` says; a directive of the users' own with that name says nothing of it. */
  #weight(marked: Marked): number | undefined {
    if (!isStandard(this.schema, 'cost', 'weight')) return undefined;
    const weight = readWeight(this.#values('cost', marked)?.['weight']);
    return weight === undefined ? undefined : Math.max(0, weight);
  }

  #listSize(field: Field): ListSize | undefined {
    const values = isStandard(this.schema, 'listSize', 'assumedSize') && this.#values('listSize', field);
    if (!values) return undefined;
    const { assumedSize, slicingArguments, sizedFields, requireOneSlicingArgument } = values;
    return {
      slicing: texts(slicingArguments),
      assumed: typeof assumedSize === 'number' ? Math.max(0, assumedSize) : null,
      sized: texts(sizedFields).length > 0 ? readSizedFields(texts(sizedFields)) : null,
      requiresOne: requireOneSlicingArgument === true,
    };
  }

  #values(directive: string, marked: Marked): Readonly<Record<string, unknown>> | undefined {
    const definition = this.schema.getDirective(directive);
    const nodes = [marked.astNode, ...('extensionASTNodes' in marked ? marked.extensionASTNodes : [])];
    return definition ? first(nodes, (node) => (node ? getDirectiveValues(definition, node) : undefined)) : undefined;
  }
}

type Marked = Field | GraphQLArgument | GraphQLInputField | GraphQLNamedType;

/** Whether a directive is the standard one, which has this argument. */
export function isStandard(schema: GraphQLSchema, directive: string, argument: string): boolean {
  return schema.getDirective(directive)?.args.some(({ name }) => name === argument) ?? false;
}

function first<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function listsAround(type: GraphQLInputType): number {
  if (isNonNullType(type)) return listsAround(type.ofType);
  return isListType(type) ? 1 + listsAround(type.ofType) : 0;
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
