import type { Gate } from '../../kernel/fields/gate.ts';
import type { AnswerPlace, Plan } from '../../kernel/ports/planner.ts';
import type { Place, When } from '../../kernel/documents/selections.ts';
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
  /** The field whose value is copied there first: another key asks the same objects for something else. */
  readonly copied: string | null;
  readonly when: When;
  readonly gates: readonly Gate[];
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
  /** Paths of the parent that its request reads. */
  readonly needs: readonly (readonly string[])[];
  /** Steps of the same site that must have ended, by index. */
  readonly after: readonly number[];
  /** What must have been done below the parents, for a request that reads what is missing there. */
  readonly first: readonly Below[];
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

/** A field of the answer, with what its value needs. */
export interface AnswerField extends AnswerPlace {
  readonly path: string;
  /** The sources without which it fails. */
  readonly sources: readonly string[];
  /** The call that gives it, where it has one of its own. */
  readonly step: Step | undefined;
}

/** A plan as the planner makes it and the fetcher runs it. */
export interface SourcesPlan extends Plan {
  /** `mutation` fields are fetched one after another, when completion comes to each. */
  readonly serial: boolean;
  readonly root: Site;
  /**
   * Whether values must be looked up where the fetcher has put them: a field that stands twice in one selection, or below
   * what a code resolver gives.
   */
  readonly lookedUp: boolean;
  /** Steps whose parents only code resolvers know, by each of the nodes that ask for the field. */
  readonly late: ReadonlyMap<object, readonly Sited<LateStep>[]>;
  /** What code resolvers require of their parents, by each of the nodes that ask for the field. */
  readonly required: ReadonlyMap<object, readonly Sited<readonly RequiredField[]>[]>;
  /** The fields of the answer, each with the call that gives it. */
  readonly answer: () => readonly AnswerField[];
}

/** What belongs to a field where it stands: a fragment's node asks for it wherever the fragment is spread, not always alone. */
export interface Sited<T> {
  /** The parent's type. */
  readonly type: string;
  /** All that asks for the field there. */
  readonly places: readonly Place[];
  readonly what: T;
}

/** A field that a code resolver requires. */
export interface RequiredField {
  readonly name: string;
  /** All that is required of it. */
  readonly paths: readonly (readonly string[])[];
  /** What gives it where only a code resolver knows the parent, which may lack it. */
  readonly late: LateStep | undefined;
}

export interface LateStep {
  readonly step: () => Step;
  /** Where the step puts the field's value on its parent. */
  readonly property: string;
  /** What gives what its request reads of a parent that lacks it. */
  readonly fills: readonly LateStep[];
}
