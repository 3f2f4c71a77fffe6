import {
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  Kind,
} from 'graphql';
import type { InnerGraph } from '../../kernel/ports/graph.ts';
import type { Selected, When } from '../../kernel/documents/selections.ts';
import { keyPaths } from '../connectors/composition/check-keys.ts';
import type { Connector } from '../connectors/connector.ts';
import type { Shape } from '../mapping/mapping.ts';
import { argsPlan, entityArgs } from './args-plan.ts';
import { type Building, isNothing, type Known, NOTHING, ROOT } from './building.ts';
import type { Below, Given, LateStep, Site, Step } from './plan.ts';
import { fieldShape, wantedOf, WantedTree } from './wanted.ts';

type Field = GraphQLField<unknown, unknown>;

/** A step while fields are still added to it. */
interface Draft {
  readonly connector: Connector;
  readonly selected: Selected | null;
  readonly wanted: WantedTree;
  readonly gives: Given[];
  readonly after: Set<number>;
  readonly below: Below[];
  made?: Step;
}

/** Makes what is to be done for the objects of one type at one place. */
export class SiteBuilder {
  readonly #plan: Building;
  readonly #type: GraphQLObjectType;
  readonly #known: Known;
  readonly #drafts: Draft[] = [];
  readonly #fillers = new Map<Connector, number>();
  readonly #below: Below[] = [];

  constructor(plan: Building, type: GraphQLObjectType, known: Known) {
    this.#plan = plan;
    this.#type = type;
    this.#known = known;
  }

  build(selected: readonly Selected[]): Site {
    const counts = new Map<string, number>();
    for (const { name } of selected) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const one of selected) this.#field(one, (counts.get(one.name) ?? 0) > 1);
    const steps = this.#drafts.map((draft) => this.#step(draft));
    if (!this.#known.late)
      return steps.length + this.#below.length > 0 ? { steps, below: this.#below, types: null } : NOTHING;
    return NOTHING;
  }

  #field(selected: Selected, repeated: boolean): void {
    const field = this.#type.getFields()[selected.name];
    if (!field) return; // __typename, or what introspection answers
    const { graph, index } = this.#plan.parts;
    if (graph.isCoded(this.#type.name, field.name)) {
      this.#plan.coded = true;
      this.#known.wanted?.everything(); // who can say what the resolver reads
      for (const path of requiredBy(graph.inner, this.#type.name, field.name)) this.#require(path, selected);
      this.#plan.belowCode(field.type, selected.sets);
      return;
    }
    const own = index.ofField(this.#type, field);
    if (own) this.#fetched(selected, field, own, repeated);
    else this.#standing(selected, field);
  }

  /** A field with a connector of its own: a call whose value is put on the parent. */
  #fetched(selected: Selected, field: Field, connector: Connector, repeated: boolean): void {
    const byKey = repeated || this.#known === ROOT;
    const property = byKey ? `@${selected.key}` : field.name;
    if (repeated && this.#known !== ROOT) this.#plan.lookedUp = true;
    const wanted = new WantedTree();
    const draft: Draft = {
      connector,
      selected,
      wanted,
      gives: [this.#given(field, property, selected.when)],
      after: new Set(),
      below: [],
    };
    const index = this.#drafts.push(draft) - 1;
    for (const path of connector.needs) this.#need(path, index);
    if (isCompositeType(getNamedType(field.type))) {
      const site = this.#plan.below(field.type, selected.sets, { shape: connector.shape, wanted, late: false });
      if (!isNothing(site)) draft.below.push({ property, when: selected.when, site });
    }
    if (this.#known.late) this.#isLate(selected, property, draft);
  }

  /** A field that the object has already, or that a connector of its type gives. */
  #standing(selected: Selected, field: Field): void {
    const shape = fieldShape(this.#known.shape, field.name);
    if (shape) {
      const wanted = this.#known.wanted?.at(field.name) ?? null;
      this.#deeper(selected, field, { shape, wanted, late: this.#known.late }, this.#below);
      if (!this.#known.late || shape.kind !== 'value') return;
    }
    const filler = this.#filler(field.name);
    if (filler === undefined) return;
    const draft = this.#drafts[filler] as Draft;
    draft.gives.push(this.#given(field, field.name, selected.when));
    const given = fieldShape(draft.connector.shape, field.name) as Shape;
    this.#deeper(selected, field, { shape: given, wanted: draft.wanted.at(field.name), late: false }, draft.below);
    if (this.#known.late) this.#isLate(selected, field.name, draft);
  }

  #deeper({ sets, when }: Selected, field: Field, known: Known, below: Below[]): void {
    if (!isCompositeType(getNamedType(field.type))) return;
    const site = this.#plan.below(field.type, sets, known);
    if (!isNothing(site)) below.push({ property: field.name, when, site });
  }

  /** The call of a type's connector that gives a field: one for all the fields that it gives. */
  #filler(name: string): number | undefined {
    const found = this.#plan.parts.index.ofType(this.#type.name).find(({ shape }) => fieldShape(shape, name));
    if (!found) return undefined;
    const known = this.#fillers.get(found);
    if (known !== undefined) return known;
    const draft: Draft = {
      connector: found,
      selected: null,
      wanted: new WantedTree(),
      gives: [],
      after: new Set(),
      below: [],
    };
    const index = this.#drafts.push(draft) - 1;
    this.#fillers.set(found, index);
    for (const key of found.batch?.keys ?? []) draft.wanted.at(key);
    for (const path of [...found.needs, ...entityKeys(this.#plan.parts.graph.inner.schema.getQueryType(), found)]) {
      this.#need(path, index);
    }
    return index;
  }

  /** Something of the parent that a request reads: it stands there, or a filler must have run before. */
  #need(path: readonly string[], step: number): void {
    const [name = ''] = path;
    if (fieldShape(this.#known.shape, name)) {
      this.#known.wanted?.path(path);
      return;
    }
    const filler = this.#filler(name);
    if (filler === undefined || filler === step) return;
    const draft = this.#drafts[filler] as Draft;
    draft.wanted.path(path);
    this.#drafts[step]?.after.add(filler);
    if (!draft.gives.some(({ field, when, gates }) => field === name && when === null && gates.length === 0)) {
      draft.gives.push({ field: name, property: name, when: null, gates: [], required: false });
    }
  }

  /** What a code resolver says by `@requires` that it reads: only where it runs. */
  #require(path: readonly string[], { name: coded, when }: Selected): void {
    const [name = ''] = path;
    if (this.#known.late || fieldShape(this.#known.shape, name)) return;
    const filler = this.#filler(name);
    if (filler === undefined) return;
    const draft = this.#drafts[filler] as Draft;
    draft.wanted.path(path);
    const gates = this.#plan.parts.graph.gates(this.#type.name, coded);
    draft.gives.push({ field: name, property: name, when, gates, required: false });
  }

  #given({ name, type }: Field, property: string, when: When): Given {
    const gates = this.#plan.parts.graph.gates(this.#type.name, name);
    return { field: name, property, when, gates, required: isNonNullType(type) };
  }

  /** The step itself is made when all its fields are known. */
  #isLate({ node }: Selected, property: string, draft: Draft): void {
    this.#plan.lookedUp = true;
    const byType = this.#plan.late.get(node) ?? new Map<string, LateStep>();
    byType.set(this.#type.name, { property, step: () => (draft.made ??= this.#step(draft)) });
    this.#plan.late.set(node, byType);
  }

  #step({ connector, selected, wanted, gives, after, below }: Draft): Step {
    this.#plan.called.add(connector);
    const field = selected && this.#type.getFields()[selected.name];
    return {
      connector,
      prepared: connector.prepare(wantedOf(wanted, connector.shape)),
      gives,
      whole: selected !== null,
      args: selected && field ? argsPlan(field, selected.node) : entityArgs(connector, this.#plan.parts.graph),
      after: [...after],
      site: below.length > 0 ? { steps: [], below, types: null } : null,
    };
  }
}

/** The paths that a field's `@requires` names. */
function requiredBy({ schema }: InnerGraph, typeName: string, fieldName: string): readonly (readonly string[])[] {
  const type = schema.getType(typeName);
  const node = isObjectType(type) ? type.getFields()[fieldName]?.astNode : undefined;
  const requires = node?.directives?.find(({ name }) => name.value === 'requires');
  const fields = requires?.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (fields?.kind !== Kind.STRING) return [];
  return (keyPaths(fields.value) ?? []).map((path) => path.split('.'));
}

/** An entity's field of the root is called with its arguments taken from the object. */
function entityKeys(query: GraphQLObjectType | null | undefined, { place }: Connector): readonly (readonly string[])[] {
  if (place.kind === 'type') return [];
  return (query?.getFields()[place.field]?.args ?? []).map(({ name }) => [name]);
}
