import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';
import type { Governed, Operation } from '../exchange.ts';
import type { Json } from '../basics/json.ts';

/** How a document's fields are fetched: made once, run for every request. */
export interface Plan {
  /** Plain and deterministic, for contracts; `undefined` when nothing is fetched. */
  readonly description: () => Json | undefined;
  /** The sources that it calls. */
  readonly sources: readonly string[];
  /** The paths of the answer that turn null when a source is out, by source, code resolvers' included; `''` is all of it. */
  readonly degraded: () => Readonly<Record<string, readonly string[]>>;
  /** The field that fills a place of the answer. Paths are keys joined by dots; lists add nothing. */
  readonly place: (path: string) => AnswerPlace | undefined;
}

export interface AnswerPlace {
  /** `Type.field`. */
  readonly coordinate: string;
  /** What turns null when the field fails; `''` is the whole of the data. */
  readonly nullAt: string;
  /** The source that gives what stands there; `undefined` where code does. */
  readonly givenBy: string | undefined;
}

export interface Planner {
  /** The plan of an operation; the same object for the same document. */
  readonly plan: (operation: Pick<Operation, 'document' | 'name'>) => Plan;
}

/** What completion begins with. */
type RootValue = Readonly<Record<string, unknown>>;

/** A plan that has been run for one request. */
export interface Fetched {
  readonly root: RootValue;
  /** Reads a field without a resolver; left out where plain members say all. */
  readonly read?: GraphQLFieldResolver<unknown, unknown>;
  /**
   * The object of a code resolver with what its `@requires` names; left out where no resolver of the operation has any.
   * @throws what kept a field that it requires from being fetched
   */
  readonly complete?: (parent: unknown, info: GraphQLResolveInfo) => unknown;
}

/** A field that failed since its source did, or whose value something else stands in for. */
export interface LostField {
  readonly source: string;
  /** Keys of the answer joined by dots; lists add nothing. */
  readonly path: string;
}

/** What an answer lacks of a source, as clients read it in `extensions.degraded`. */
export interface Degraded {
  readonly source: string;
  /** Where it is null, or where a fallback stands; `''` is the whole of the data. */
  readonly paths: readonly string[];
  /** Whether a declared fallback stands at the paths, so that they are not null. */
  readonly fallback?: true;
}

export interface Fetcher {
  /** Makes the calls of a plan. Never rejects: what fails stands as an error where the value would. */
  readonly fetch: (plan: Plan, exchange: Governed) => Fetched | Promise<Fetched>;
  /** What the answer to a request lacks, given the fields that were lost. Empty where all is well. */
  readonly degraded: (exchange: Governed, lost: readonly LostField[], plan: () => Plan) => readonly Degraded[];
}
