import {
  type DocumentNode,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isCompositeType,
  isObjectType,
} from 'graphql';
import {
  fragmentsOf,
  operationOf,
  type Selected,
  selectedFields,
  type SelectedSet,
} from '../../kernel/documents/selections.ts';

/** What an operation answers to a REST client. */
export interface Answer {
  /** The only root field, where its value is an object; `null` where the answer is the object of all root fields. */
  readonly field: string | null;
  /** The types that the answer may be of. */
  readonly types: readonly GraphQLObjectType[];
  readonly sets: readonly SelectedSet[];
  /** The root field that is unwrapped. */
  readonly description: string | null;
}

/** An answer is always an object, so that it can tell what failed in a member of its own. */
export function answerOf(document: DocumentNode, schema: GraphQLSchema): Answer {
  const definition = operationOf(document, null);
  const root = schema.getRootType(definition.operation);
  if (!root) throw new Error(`The schema has no ${definition.operation}.`);
  const sets: readonly SelectedSet[] = [{ set: definition.selectionSet, conditions: [] }];
  const [first, ...others] = selectedFields({ schema, fragments: fragmentsOf(document) }, root, sets);
  const field = first && root.getFields()[first.name];
  const description = (others.length === 0 && field?.description) || null;
  const type = field && getNullableType(field.type);
  const whole = { field: null, types: [root], sets, description };
  if (!first || others.length > 0 || first.when !== null || !isCompositeType(type)) return whole;
  return { field: first.key, types: objectsOf(type, schema), sets: first.sets, description };
}

/** Every member that an answer may have. */
export function membersOf(document: DocumentNode, schema: GraphQLSchema): readonly Selected[] {
  const source = { schema, fragments: fragmentsOf(document) };
  const { types, sets } = answerOf(document, schema);
  return types.flatMap((type) => selectedFields(source, type, sets));
}

export function objectsOf(type: GraphQLCompositeType, schema: GraphQLSchema): readonly GraphQLObjectType[] {
  return isObjectType(type) ? [type] : schema.getPossibleTypes(type);
}
