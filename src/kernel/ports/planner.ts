import type { GraphQLFieldResolver } from 'graphql';
import type { Governed, Operation } from '../exchange.ts';
import type { Json } from '../basics/json.ts';

/** How a document's fields are fetched: made once, run for every request. */
export interface Plan {
  /** Plain and deterministic, for contracts; `undefined` when nothing is fetched. */
  readonly description: Json | undefined;
  /** The sources that it calls. */
  readonly sources: readonly string[];
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
  /** Whether all values stand there, as members of their parents. */
  readonly settled: boolean;
  /** Reads a field without a resolver; left out where plain members say all. */
  readonly read?: GraphQLFieldResolver<unknown, unknown>;
}

export interface Fetcher {
  /** Makes the calls of a plan. Never rejects: what fails stands as an error where the value would. */
  readonly fetch: (plan: Plan, exchange: Governed) => Fetched | Promise<Fetched>;
}
