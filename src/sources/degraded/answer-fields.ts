import {
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { type Selected, type SelectedSet, selectedFields } from '../../kernel/documents/selections.ts';
import { NOTHING, type PlanParts } from '../plan/building.ts';
import type { AnswerField, RequiredField, Site, Sited, SourcesPlan, Step } from '../plan/plan.ts';

/** The object that fields stand on: where it is, and what turns null with it. */
interface Standing {
  readonly type: GraphQLObjectType;
  readonly sets: readonly SelectedSet[];
  readonly site: Site;
  readonly path: string;
  readonly nullAt: string;
  readonly givenBy: string | undefined;
}

/** The fields of an operation's answer, each with the sources that its plan and its code resolvers ask for it. */
export function answerFields(
  { graph, fragments }: PlanParts,
  { operation, selectionSet }: OperationDefinitionNode,
  { root, late, required }: Pick<SourcesPlan, 'root' | 'late' | 'required'>,
): readonly AnswerField[] {
  const { schema } = graph;
  const found: AnswerField[] = [];
  const walk = ({ type, sets, site, path, nullAt, givenBy }: Standing): void => {
    for (const selected of selectedFields({ schema, fragments }, type, sets)) {
      const field = type.getFields()[selected.name];
      if (!field) continue; // __typename, or what introspection answers
      const own = path === '' ? selected.key : `${path}.${selected.key}`;
      const given = stepOf(selected, site) ?? whatStands(late, selected, type)?.step();
      const coded = graph.isCoded(type.name, field.name);
      const giver = coded ? undefined : (given?.connector.source ?? givenBy);
      found.push({
        path: own,
        coordinate: `${type.name}.${field.name}`,
        nullAt: isNonNullType(field.type) ? nullAt : own,
        sources: coded
          ? codedSources(field, whatStands(required, selected, type) ?? [], site)
          : given
            ? sourcesOf(given, site)
            : [],
        step: coded ? undefined : given,
        givenBy: giver,
      });
      const below = siteBelow(selected, given?.site ?? site);
      const standing = { sets: selected.sets, path: own, nullAt: mayBeNull(field.type) ? own : nullAt, givenBy: giver };
      const named = getNamedType(field.type);
      if (isObjectType(named)) walk({ ...standing, type: named, site: below });
      if (!isAbstractType(named)) continue;
      for (const possible of schema.getPossibleTypes(named)) {
        walk({ ...standing, type: possible, site: below.types?.get(possible.name) ?? NOTHING });
      }
    }
  };
  const type = schema.getRootType(operation);
  if (type)
    walk({ type, sets: [{ set: selectionSet, conditions: [] }], site: root, path: '', nullAt: '', givenBy: undefined });
  return found;
}

/** What a resolver says that it calls. */
export function declaredSources({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): readonly string[] {
  const { sources } = extensions;
  return Array.isArray(sources) ? sources : [];
}

/** What the plan has for a field where it is asked for by these places. */
function whatStands<T>(
  all: ReadonlyMap<object, readonly Sited<T>[]>,
  { node, places }: Selected,
  type: GraphQLObjectType,
): T | undefined {
  const nodes = new Set(places.map((place) => place.node));
  return all
    .get(node)
    ?.find(
      (one) =>
        one.type === type.name &&
        one.places.length === places.length &&
        one.places.every((place) => nodes.has(place.node)),
    )?.what;
}

/** A code resolver fails with what it calls, and with what it requires of its object. */
function codedSources(field: GraphQLField<unknown, unknown>, required: readonly RequiredField[], site: Site) {
  const steps = required.flatMap(({ name, late }) => [
    ...site.steps.filter(({ gives }) => gives.some(({ property }) => property === name)),
    ...(late ? [late.step()] : []),
  ]);
  return [...new Set([...declaredSources(field), ...steps.flatMap((step) => sourcesOf(step, site))])];
}

const isAt = (property: string, { key, name }: Selected): boolean => property === `@${key}` || property === name;

function stepOf(selected: Selected, { steps }: Site): Step | undefined {
  return steps.find(({ gives }) => gives.some(({ property }) => isAt(property, selected)));
}

function siteBelow(selected: Selected, { below }: Site): Site {
  return below.find(({ property }) => isAt(property, selected))?.site ?? NOTHING;
}

/** A call fails with those that it waits for. */
function sourcesOf(step: Step, site: Site): readonly string[] {
  const before = step.after.flatMap((index) => {
    const one = site.steps[index];
    return one ? sourcesOf(one, site) : [];
  });
  return [...new Set([step.connector.source, ...before])];
}

/** Whether a null below a field ends there: the value itself, or what stands in its list. */
function mayBeNull(type: GraphQLOutputType): boolean {
  if (!isNonNullType(type)) return true;
  return isListType(type.ofType) && mayBeNull(type.ofType.ofType);
}
