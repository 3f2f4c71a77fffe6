import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** A variable that must have this value. */
type Condition = {
  readonly variable: string;
  readonly value: boolean;
};

/** All of them must hold. */
type Conditions = readonly Condition[];

/** One of them must hold; `null` when nothing is asked. */
export type When = readonly Conditions[] | null;

/** What is selected below a field, as often as the document says so. */
export interface SelectedSet {
  readonly set: SelectionSetNode;
  readonly conditions: Conditions;
}

/** One place of a document that asks for a field. */
export interface Place {
  readonly node: FieldNode;
  readonly conditions: Conditions;
}

/** One key of an answer, with all places of the document that ask for it. */
export interface Selected {
  readonly key: string;
  readonly name: string;
  /** The first place: its arguments are those of all. */
  readonly node: FieldNode;
  /** All of its places, in their order. */
  readonly places: readonly Place[];
  readonly when: When;
  /** Whether it depends on the variables where it stands among the keys: its first place may be left out for another. */
  readonly movable: boolean;
  readonly sets: readonly SelectedSet[];
}

/** A document as far as its selections are asked for. */
export interface SelectionSource {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Values of variables that are known, for one who asks by them. */
  readonly known?: Readonly<Record<string, unknown>>;
}

export function operationOf(document: DocumentNode, name: string | null): OperationDefinitionNode {
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION && (name === null || node.name?.value === name)) return node;
  }
  throw new Error(`The document of operation "${name}" does not hold it.`);
}

export function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const found = new Map<string, FragmentDefinitionNode>();
  for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) found.set(node.name.value, node);
  return found;
}

/** The variables that its `@skip` and `@include` ask for. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const found = new Set<string>();
  visit(document, {
    Directive({ name, arguments: args }) {
      const asked = args?.[0]?.value;
      if ((name.value === 'include' || name.value === 'skip') && asked?.kind === Kind.VARIABLE)
        found.add(asked.name.value);
    },
  });
  return [...found];
}

/** The fields that are selected on objects of a type, by key of the answer, whatever the variables. */
export function selectedFields(
  source: SelectionSource,
  type: GraphQLObjectType,
  sets: readonly SelectedSet[],
): readonly Selected[] {
  const collector = new Collector(source, type);
  for (const { set, conditions } of sets) collector.collect(set.selections, conditions);
  return [...collector.found.entries()].map(([key, places]) => toSelected(key, places));
}

/** Whether a field is part of the answer for these variables. */
export function isIncluded(when: When, variables: Readonly<Record<string, unknown>>): boolean {
  return when === null || when.some((all) => all.every(({ variable, value }) => variables[variable] === value));
}

/** Part of the answer where either is. */
function eitherWhen(a: When, b: When): When {
  return a === null || b === null ? null : [...a, ...b];
}

class Collector {
  readonly found = new Map<string, Place[]>();
  readonly #source: SelectionSource;
  readonly #type: GraphQLObjectType;
  readonly #spread = new Set<string>();

  constructor(source: SelectionSource, type: GraphQLObjectType) {
    this.#source = source;
    this.#type = type;
  }

  collect(selections: readonly SelectionNode[], outer: Conditions): void {
    for (const node of selections) {
      const conditions = narrowed(outer, node.directives, this.#source.known);
      if (conditions === null) continue;
      if (node.kind === Kind.FIELD) this.#put(node, conditions);
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (this.#fits(node.typeCondition?.name.value)) this.collect(node.selectionSet.selections, conditions);
      } else this.#fragment(node.name.value, conditions);
    }
  }

  #put(node: FieldNode, conditions: Conditions): void {
    const key = node.alias?.value ?? node.name.value;
    const places = this.found.get(key);
    if (places) places.push({ node, conditions });
    else this.found.set(key, [{ node, conditions }]);
  }

  /** Once for each set of conditions: fragments that spread each other twice would else grow without end. */
  #fragment(name: string, conditions: Conditions): void {
    const id = `${name} ${idOf(conditions)}`;
    const fragment = this.#source.fragments.get(name);
    if (!fragment || this.#spread.has(id)) return;
    this.#spread.add(id);
    if (this.#fits(fragment.typeCondition.name.value)) this.collect(fragment.selectionSet.selections, conditions);
  }

  #fits(name: string | undefined): boolean {
    if (name === undefined || name === this.#type.name) return true;
    const type = this.#source.schema.getType(name);
    return isAbstractType(type) && this.#source.schema.isSubType(type, this.#type);
  }
}

function toSelected(key: string, places: readonly Place[]): Selected {
  const [first] = places as readonly [Place, ...Place[]];
  const ids = new Set(places.map(({ conditions }) => idOf(conditions)));
  const sets = places.flatMap(({ node, conditions }) =>
    node.selectionSet ? [{ set: node.selectionSet, conditions }] : [],
  );
  const when = places.map(({ conditions }) => [conditions] as When).reduce(eitherWhen) ?? null;
  return {
    key,
    name: first.node.name.value,
    node: first.node,
    places,
    when: ids.has('') ? null : when,
    movable: ids.size > 1 && first.conditions.length > 0,
    sets,
  };
}

/** `null` where a selection can never be part of the answer. */
function narrowed(
  outer: Conditions,
  directives: readonly DirectiveNode[] = [],
  known: Readonly<Record<string, unknown>> = {},
): Conditions | null {
  let all = outer;
  for (const { name, arguments: args } of directives) {
    const value = name.value === 'include' ? true : name.value === 'skip' ? false : null;
    const asked = args?.[0]?.value;
    if (value === null || !asked) continue;
    if (asked.kind === Kind.BOOLEAN && asked.value !== value) return null;
    if (asked.kind !== Kind.VARIABLE) continue;
    const variable = asked.name.value;
    const given = known[variable] ?? all.find((one) => one.variable === variable)?.value;
    if (given !== undefined && given !== value) return null;
    if (given === undefined) all = [...all, { variable, value }].sort((a, b) => (a.variable < b.variable ? -1 : 1));
  }
  return all;
}

const idOf = (conditions: Conditions): string =>
  conditions.map(({ variable, value }) => `${value ? '' : '!'}${variable}`).join(' ');
