import {
  type GraphQLEnumType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLScalarType,
  isEnumType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
  valueFromASTUntyped,
  type ValueNode,
} from 'graphql';
import type { Json } from '../../../kernel/basics/json.ts';
import { constraintOf } from '../../../kernel/documents/constraint-of.ts';
import { constrained } from './constrained.ts';
import { described, type JsonSchema, nullable } from './json-schema.ts';

/** The schemas of leaves and input objects. Those that have a name of the graph's stand once, and are referred to. */
export class Components {
  readonly #schemas = new Map<string, JsonSchema>();

  /** By name, sorted. */
  schemas(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  input(type: GraphQLInputType): JsonSchema {
    return isNonNullType(type) ? this.present(type.ofType) : nullable(this.present(type));
  }

  /** A value that is no null. */
  present(type: GraphQLInputType): JsonSchema {
    if (isNonNullType(type)) return this.present(type.ofType);
    if (isListType(type)) return { type: 'array', items: this.input(type.ofType) };
    return isScalarType(type) || isEnumType(type) ? this.leaf(type) : this.#named(type.name, () => this.#object(type));
  }

  leaf(type: GraphQLScalarType | GraphQLEnumType): JsonSchema {
    return isEnumType(type) ? this.#named(type.name, () => enumSchema(type)) : scalarSchema(type);
  }

  #object(type: GraphQLInputObjectType): JsonSchema {
    const fields = Object.values(type.getFields());
    const schema = {
      type: 'object',
      properties: Object.fromEntries(fields.map((field) => [field.name, this.#field(field)])),
      required: fields.filter(isRequiredInputField).map(({ name }) => name),
      additionalProperties: false,
      ...(type.isOneOf && { minProperties: 1, maxProperties: 1 }),
    };
    return described(schema, type.description);
  }

  #field({ type, description, deprecationReason, astNode }: GraphQLInputField): JsonSchema {
    return described(
      {
        ...constrained(this.input(type), [constraintOf(astNode) ?? []].flat()),
        ...defaultOf(astNode?.defaultValue),
        ...(deprecationReason !== undefined && deprecationReason !== null && { deprecated: true }),
      },
      description,
    );
  }

  #named(name: string, make: () => JsonSchema): JsonSchema {
    if (!this.#schemas.has(name)) {
      this.#schemas.set(name, {}); // an input object may hold itself
      this.#schemas.set(name, make());
    }
    return { $ref: `#/components/schemas/${name}` };
  }
}

/** The default that a schema tells of, as JSON. */
export function defaultOf(node: ValueNode | undefined): { readonly default?: Json } {
  // Constant literals become plain JSON, with enum values by their names.
  return node ? { default: valueFromASTUntyped(node) as Json } : {};
}

function enumSchema(type: GraphQLEnumType): JsonSchema {
  return described({ type: 'string', enum: type.getValues().map(({ name }) => name) }, type.description);
}

const SCALARS: ReadonlyMap<string, JsonSchema> = new Map([
  ['Int', { type: 'integer', format: 'int32' }],
  ['Float', { type: 'number' }],
  ['String', { type: 'string' }],
  ['ID', { type: 'string' }],
  ['Boolean', { type: 'boolean' }],
]);

/** Of a scalar of the graph's own nobody knows the form, but for what its description says. */
const scalarSchema = ({ name, description }: GraphQLScalarType): JsonSchema =>
  SCALARS.get(name) ?? described({}, description ?? name);
