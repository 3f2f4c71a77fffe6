import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fragmentsOf } from '../documents/selections.ts';
import { graphRules } from './graph-rules.ts';
import type { Rule, Rules } from './rules.ts';

/**
 * The rules of the fields of objects that a document asks for, by coordinate. What is asked of an interface needs what any
 * of its objects needs, whichever will answer. Source: the specification of `@authenticated`, v0.1, and Apollo's router.
 */
export function documentRules(document: DocumentNode, schema: GraphQLSchema): ReadonlyMap<string, Rules> {
  const { ofField, ofType } = bound(schema);
  const found = new Map<string, Set<Rule>>();
  const fragments = fragmentsOf(document);
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name, selectionSet }) {
        const [parent, output] = [types.getParentType(), types.getType()];
        const objects = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent].filter(isObjectType);
        const rules = new Set(objects.flatMap((object) => [...ofField(object, name.value)]));
        const type = output && getNamedType(output);
        if (isAbstractType(type) && selectionSet)
          for (const asked of certain(type, selectionSet, { schema, fragments }))
            for (const rule of ofType(asked)) rules.add(rule);
        if (rules.size === 0) return;
        for (const object of objects) {
          const coordinate = `${object.name}.${name.value}`;
          const before = found.get(coordinate);
          if (before) for (const rule of rules) before.add(rule);
          else found.set(coordinate, new Set(rules));
        }
      },
    }),
  );
  return found;
}

function bound(schema: GraphQLSchema) {
  const rules = graphRules(schema);
  return {
    ofType: (type: GraphQLObjectType): Rules => rules.ofType(type),
    ofField(type: GraphQLObjectType, name: string): Iterable<Rule> {
      const field = type.getFields()[name];
      return field ? rules.ofField(type, field) : [];
    },
  };
}

interface Context {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/**
 * The objects without which a selection of an interface or union cannot be answered: all of them where a field is asked of
 * it, the one of its fragments where there is but one. Each other object is judged by its own fields, when it is there.
 */
function certain(type: GraphQLAbstractType, set: SelectionSetNode, context: Context): Iterable<GraphQLObjectType> {
  const asked = new Set<GraphQLObjectType>();
  const whole = context.schema.getPossibleTypes(type);
  const spread = new Set<string>();
  const collect = ({ selections }: SelectionSetNode, objects: readonly GraphQLObjectType[]): boolean =>
    selections.some((node) => {
      if (node.kind === Kind.FIELD) {
        // Clients ask for it everywhere, and it tells no more than which type it is.
        if (node.name.value === '__typename') return false;
        for (const object of objects) asked.add(object);
        return objects.length === whole.length;
      }
      if (node.kind === Kind.INLINE_FRAGMENT)
        return collect(node.selectionSet, narrowed(objects, node.typeCondition?.name.value, context));
      const fragment = context.fragments.get(node.name.value);
      if (!fragment || spread.has(node.name.value)) return false;
      spread.add(node.name.value);
      return collect(fragment.selectionSet, narrowed(objects, fragment.typeCondition.name.value, context));
    });
  const isWhole = collect(set, whole);
  return isWhole || asked.size === 1 ? asked : [];
}

function narrowed(
  objects: readonly GraphQLObjectType[],
  condition: string | undefined,
  { schema }: Context,
): readonly GraphQLObjectType[] {
  const type = condition === undefined ? undefined : schema.getType(condition);
  if (type === undefined) return objects;
  return objects.filter((one) => one === type || (isAbstractType(type) && schema.isSubType(type, one)));
}
