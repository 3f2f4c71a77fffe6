import type { Gate } from '../../kernel/gate.ts';
import type { Plan } from '../../kernel/ports/planner.ts';
import type { When } from '../../kernel/documents/selections.ts';
import type { Connector, PreparedConnector } from '../connectors/connector.ts';

/** What is to be done for objects that stand at one place of an answer. */
export interface Site {
  readonly steps: readonly Step[];
  /** Fields that stand on the objects already, with something to be done below them. */
  readonly below: readonly Below[];
  /** Of an abstract type: what is to be done for objects by their `__typename`. */
  readonly types: ReadonlyMap<string, Site> | null;
}

export interface Below {
  readonly property: string;
  readonly when: When;
  readonly site: Site;
}

/** A call that is made for the objects of a site: for each, or for all at once. */
export interface Step {
  readonly connector: Connector;
  readonly prepared: PreparedConnector;
  /** Where its values go: one to a field, or each object's fields by name. */
  readonly gives: readonly Given[];
  readonly whole: boolean;
  readonly args: ArgsPlan;
  /** Steps of the same site that must have ended, by index. */
  readonly after: readonly number[];
  /** What is to be done for the objects that it gives, or for the parents once it has filled them. */
  readonly site: Site | null;
}

/** A field that a step gives. */
export interface Given {
  readonly field: string;
  /** Where it is put on the parent. */
  readonly property: string;
  readonly when: When;
  readonly gates: readonly Gate[];
  /** A field that cannot be null: where nothing is found, that is said in place of it. */
  readonly required: boolean;
}

/** The arguments of a call, from the variables and, for an entity, from its parent. @throws where a value does not fit */
export type ArgsPlan = (
  variables: Readonly<Record<string, unknown>>,
  parent: Readonly<Record<string, unknown>> | undefined,
) => Readonly<Record<string, unknown>>;

/** A plan as the planner makes it and the fetcher runs it. */
export interface SourcesPlan extends Plan {
  /** `mutation` fields are fetched one after another, when completion comes to each. */
  readonly serial: boolean;
  readonly root: Site;
  /** Whether every field of every object is a member of its parent when completion begins. */
  readonly settled: boolean;
  /**
   * Whether values must be looked up where the fetcher has put them: a field that stands twice in one selection, or below
   * what a code resolver gives.
   */
  readonly lookedUp: boolean;
  /** Steps whose parents only code resolvers know, by the field's place in the document and the parent's type. */
  readonly late: ReadonlyMap<object, ReadonlyMap<string, LateStep>>;
}

export interface LateStep {
  readonly step: () => Step;
  /** Where the step puts the field's value on its parent. */
  readonly property: string;
}
