import {
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';
import {
  fragmentsOf,
  type Selected,
  selectedFields,
  type SelectedSet,
  type SelectionSource,
} from '../../../kernel/documents/selections.ts';
import { answerOf, objectsOf } from '../answer-field.ts';
import type { Components } from './components.ts';
import { described, type JsonSchema, nullable } from './json-schema.ts';

/** The schema of what an operation answers to a REST client, from its selections. */
export function answerSchema(document: DocumentNode, schema: GraphQLSchema, components: Components): JsonSchema {
  const writer = new Writer({ schema, fragments: fragmentsOf(document) }, components);
  const { types, sets } = answerOf(document, schema);
  return writer.objects(types, sets, { errors: { $ref: '#/components/schemas/partial-errors' } });
}

type Properties = Readonly<Record<string, JsonSchema>>;

class Writer {
  readonly #source: SelectionSource;
  readonly #components: Components;

  constructor(source: SelectionSource, components: Components) {
    this.#source = source;
    this.#components = components;
  }

  /** Objects of several types may look the same, so it is any of them, not just one. */
  objects(types: readonly GraphQLObjectType[], sets: readonly SelectedSet[], more: Properties = {}): JsonSchema {
    const schemas = types.map((type) => this.#object(type, sets, more));
    const [first] = schemas;
    return schemas.length === 1 && first ? first : { anyOf: schemas };
  }

  #object(type: GraphQLObjectType, sets: readonly SelectedSet[], more: Properties): JsonSchema {
    const selected = selectedFields(this.#source, type, sets);
    const properties = Object.fromEntries(selected.map((field) => [field.key, this.#field(type, field)]));
    const schema = {
      type: 'object',
      title: type.name,
      properties: { ...properties, ...more },
      required: selected.flatMap(({ key, when }) => (when === null ? [key] : [])),
    };
    return described(schema, type.description);
  }

  #field(type: GraphQLObjectType, { name, sets }: Selected): JsonSchema {
    if (name === '__typename') return { type: 'string', const: type.name };
    const field = type.getFields()[name];
    if (!field) throw new Error(`The type ${type.name} has no field ${name}.`);
    const schema = this.#value(field.type, sets);
    const { description, deprecationReason } = field;
    const isDeprecated = deprecationReason !== undefined && deprecationReason !== null;
    return described({ ...schema, ...(isDeprecated && { deprecated: true }) }, description);
  }

  #value(type: GraphQLOutputType, sets: readonly SelectedSet[]): JsonSchema {
    return isNonNullType(type) ? this.#present(type.ofType, sets) : nullable(this.#present(type, sets));
  }

  #present(type: GraphQLOutputType, sets: readonly SelectedSet[]): JsonSchema {
    if (isNonNullType(type)) return this.#present(type.ofType, sets);
    if (isListType(type)) return { type: 'array', items: this.#value(type.ofType, sets) };
    if (isScalarType(type) || isEnumType(type)) return this.#components.leaf(type);
    return this.objects(objectsOf(type, this.#source.schema), sets);
  }
}
