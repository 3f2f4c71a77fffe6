import { getNamedType, type GraphQLField, type GraphQLObjectType, isCompositeType, isNonNullType } from 'graphql';
import type { Selected, When } from '../../kernel/documents/selections.ts';
import type { Connector } from '../connectors/connector.ts';
import type { Shape } from '../mapping/mapping.ts';
import { argsPlan, entityArgs } from './args-plan.ts';
import { type Building, isNothing, type Known, NOTHING, ROOT } from './building.ts';
import type { Below, Given, LateStep, Site, Sited, Step } from './plan.ts';
import { entityKeys, requiredBy, selectionOf } from './paths.ts';
import { fieldShape, wantedOf, WantedTree } from './wanted.ts';

type Field = GraphQLField<unknown, unknown>;

/** Who asks for something besides the document; `null` where it is wanted whatever the request. */
type Asking = Pick<Below, 'when' | 'gates'> | null;

/** A step while fields are still added to it. */
interface Draft {
  readonly connector: Connector;
  readonly selected: Selected | null;
  readonly wanted: WantedTree;
  readonly gives: Given[];
  readonly needs: readonly (readonly string[])[];
  readonly after: Set<number>;
  /** What gives what it needs of an object of a code resolver that lacks it. */
  readonly fills: LateStep[];
  readonly first: Below[];
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
      this.#known.wanted?.everything(); // who can say what the resolver reads
      this.#requires(requiredBy(graph.inner, this.#type.name, field.name), selected);
      this.#plan.belowCode(field.type, selected.sets);
      return;
    }
    const own = index.ofField(this.#type, field);
    if (own) this.#fetched(selected, field, own, repeated);
    else this.#standing(selected, field, repeated);
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
      needs: connector.needs,
      after: new Set(),
      fills: [],
      first: [],
      below: [],
    };
    const index = this.#drafts.push(draft) - 1;
    for (const path of draft.needs) this.#need(path, index);
    if (isCompositeType(getNamedType(field.type))) {
      const site = this.#plan.below(field.type, selected.sets, { shape: connector.shape, wanted, late: false });
      if (!isNothing(site)) draft.below.push({ property, copied: null, when: selected.when, gates: [], site });
    }
    if (this.#known.late) this.#isLate(selected, property, draft);
  }

  /** A field that the object has already, or that a connector of its type gives. */
  #standing(selected: Selected, field: Field, repeated: boolean): void {
    const shape = fieldShape(this.#known.shape, field.name);
    if (shape) {
      const wanted = this.#known.wanted?.at(field.name) ?? null;
      this.#below.push(...this.#deeper(selected, field, { shape, wanted, late: this.#known.late }, repeated));
      if (!this.#known.late || shape.kind !== 'value') return;
    }
    const filler = this.#filler(field.name);
    if (filler === undefined) return;
    const draft = this.#drafts[filler] as Draft;
    draft.gives.push(this.#given(field, field.name, selected.when));
    const given = fieldShape(draft.connector.shape, field.name) as Shape;
    const known = { shape: given, wanted: draft.wanted.at(field.name), late: false };
    draft.below.push(...this.#deeper(selected, field, known, repeated));
    if (this.#known.late) this.#isLate(selected, field.name, draft);
  }

  #deeper({ key, sets, when }: Selected, field: Field, known: Known, repeated: boolean): readonly Below[] {
    if (!isCompositeType(getNamedType(field.type))) return [];
    const site = this.#plan.below(field.type, sets, known);
    if (isNothing(site)) return [];
    const gates = this.#plan.parts.graph.gates(this.#type.name, field.name);
    if (!repeated) return [{ property: field.name, copied: null, when, gates, site }];
    this.#plan.lookedUp = true;
    return [{ property: `@${key}`, copied: field.name, when, gates, site }];
  }

  /** The call of a type's connector that gives a field: one for all the fields that it gives. */
  #filler(name: string): number | undefined {
    const able = this.#plan.parts.index.ofType(this.#type.name).filter(({ shape }) => fieldShape(shape, name));
    const found = able.find((one) => this.#fillers.has(one)) ?? able.find((one) => this.#hasKey(one)) ?? able[0];
    if (!found) return undefined;
    const known = this.#fillers.get(found);
    if (known !== undefined) return known;
    const draft: Draft = {
      connector: found,
      selected: null,
      wanted: new WantedTree(),
      gives: [],
      needs: this.#keysOf(found),
      after: new Set(),
      fills: [],
      first: [],
      below: [],
    };
    const index = this.#drafts.push(draft) - 1;
    this.#fillers.set(found, index);
    for (const key of found.batch?.keys ?? []) draft.wanted.at(key);
    for (const path of draft.needs) this.#need(path, index);
    return index;
  }

  /** What a connector asks for an object by. */
  #keysOf(connector: Connector): readonly (readonly string[])[] {
    return [...connector.needs, ...entityKeys(this.#plan.parts.graph.inner.schema.getQueryType(), connector)];
  }

  /** Whether all that it asks by stands there: an object may be known by one of several keys. */
  #hasKey(connector: Connector): boolean {
    return this.#keysOf(connector).every(([name = '']) => fieldShape(this.#known.shape, name));
  }

  /** Something of the parent that a request reads: it stands there, or a filler must have run before. */
  #need(path: readonly string[], step: number): void {
    const [name = ''] = path;
    const needing = this.#drafts[step] as Draft;
    if (!this.#known.late && this.#stands(path, null, needing.first)) return;
    const filler = this.#filler(name);
    if (filler === undefined || this.#waitsFor(filler, step)) return;
    const draft = this.#filled(filler, path, null);
    needing.after.add(filler);
    if (this.#known.late) needing.fills.push(this.#late(name, draft));
    if (!draft.gives.some(({ field, when, gates }) => field === name && when === null && gates.length === 0)) {
      draft.gives.push({ field: name, property: name, when: null, gates: [], required: false });
    }
  }

  #waitsFor(step: number, other: number): boolean {
    return step === other || [...(this.#drafts[step]?.after ?? [])].some((one) => this.#waitsFor(one, other));
  }

  /** Whether the parent has the first of a path. What lacks below it is to be done below. */
  #stands(path: readonly string[], asking: Asking, below: Below[]): boolean {
    const { wanted, late } = this.#known;
    const [name = '', ...rest] = path;
    const shape = fieldShape(this.#known.shape, name);
    if (!shape) return false;
    wanted?.path(path);
    if (!late) this.#lacking(name, rest, { shape, wanted: wanted?.at(name) ?? null, late }, asking, below);
    return true;
  }

  /** The call that gives the first of a path, which gives all of it, or what is done below it does. */
  #filled(filler: number, path: readonly string[], asking: Asking): Draft {
    const draft = this.#drafts[filler] as Draft;
    const [name = '', ...rest] = path;
    draft.wanted.path(path);
    const shape = fieldShape(draft.connector.shape, name) as Shape;
    this.#lacking(name, rest, { shape, wanted: draft.wanted.at(name), late: false }, asking, draft.below);
    return draft;
  }

  /** What the objects of a field lack of a path is asked for as a document would ask for it. */
  #lacking(name: string, rest: readonly string[], known: Known, asking: Asking, below: Below[]): void {
    const field = this.#type.getFields()[name];
    if (rest.length === 0 || !field) return;
    const site = this.#plan.below(field.type, [{ set: selectionOf(rest), conditions: [] }], known);
    if (isNothing(site)) return;
    below.push({ property: name, copied: null, when: asking?.when ?? null, gates: asking?.gates ?? [], site });
  }

  /** What a code resolver says by `@requires` that it reads: only where it runs. */
  #requires(paths: readonly (readonly string[])[], selected: Selected): void {
    if (paths.length === 0) return;
    const drafts = new Map(paths.map((path) => [path[0] ?? '', this.#require(path, selected)]));
    const fields = [...drafts].map(([name, draft]) => ({
      name,
      paths: paths.filter(([first]) => first === name),
      late: draft && this.#known.late ? this.#late(name, draft) : undefined,
    }));
    this.#isSited(this.#plan.required, selected, fields);
  }

  /** The call that gives it, where it does not stand there. */
  #require(path: readonly string[], { name: coded, when }: Selected): Draft | undefined {
    const [name = ''] = path;
    const gates = this.#plan.parts.graph.gates(this.#type.name, coded);
    if (!this.#known.late && this.#stands(path, { when, gates }, this.#below)) return undefined;
    const filler = this.#filler(name);
    if (filler === undefined) return undefined;
    const draft = this.#filled(filler, path, { when, gates });
    draft.gives.push({ field: name, property: name, when, gates, required: false });
    return draft;
  }

  #given({ name, type }: Field, property: string, when: When): Given {
    const gates = this.#plan.parts.graph.gates(this.#type.name, name);
    return { field: name, property, when, gates, required: isNonNullType(type) };
  }

  #isLate(selected: Selected, property: string, draft: Draft): void {
    this.#plan.lookedUp = true;
    this.#isSited(this.#plan.late, selected, this.#late(property, draft));
  }

  /** Which of its places is asked for depends on their conditions. */
  #isSited<T>(all: Map<object, Sited<T>[]>, { places }: Selected, what: T): void {
    const sited = { type: this.#type.name, places, what };
    for (const node of new Set(places.map((place) => place.node))) all.set(node, [...(all.get(node) ?? []), sited]);
  }

  /** The step itself is made when all its fields are known. */
  #late(property: string, draft: Draft): LateStep {
    return { property, step: () => (draft.made ??= this.#step(draft)), fills: draft.fills };
  }

  #step({ connector, selected, wanted, gives, needs, after, first, below }: Draft): Step {
    this.#plan.called.add(connector);
    const field = selected && this.#type.getFields()[selected.name];
    return {
      connector,
      prepared: connector.prepare(wantedOf(wanted, connector.shape)),
      gives,
      whole: selected !== null,
      args: selected && field ? argsPlan(field, selected.node) : entityArgs(connector, this.#plan.parts.graph),
      needs,
      after: [...after],
      first,
      site: below.length > 0 ? { steps: [], below, types: null } : null,
    };
  }
}
