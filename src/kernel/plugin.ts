import type { z } from 'zod';
import type { DocumentNode, GraphQLField, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Around } from './fields/around.ts';
import type { Governed, Received, Result, Seen, Settled, Stage, UpstreamCall } from './exchange.ts';
import type { Gate } from './fields/gate.ts';
import type { Json } from './basics/json.ts';
import type { Promises } from './documents/promises.ts';
import type { Graph } from './ports/graph.ts';
import type { Log } from './ports/log.ts';
import type { Contract } from './ports/registry.ts';
import type { Problem } from './problems/problem.ts';
import type { ResolverMap } from './fields/resolver.ts';

/** What a step gives back: nothing when it adds nothing, else exactly what it adds. */
export type Step<Adds> = keyof Adds extends never ? void | Promise<void> : Adds | Promise<Adds>;

/** What a plugin adds to the public or the admin graph. */
export interface GraphPart {
  readonly sdl?: string;
  readonly resolvers?: ResolverMap;
  /** What it finds wrong with the merged graph, which is then not used. */
  readonly check?: (schema: GraphQLSchema) => readonly Problem[];
  /** Its gate on a field, if it has one; asked once for each field of an object. Of the public graph only. */
  readonly gate?: (
    field: GraphQLField<unknown, unknown>,
    type: GraphQLObjectType,
    schema: GraphQLSchema,
  ) => Gate | undefined;
  /** What goes around a field's resolver, inside of its gates; asked once for each field of an object. Of the public graph only. */
  readonly around?: (field: GraphQLField<unknown, unknown>, type: GraphQLObjectType) => Around | undefined;
}

/** Told of what happens to a request; changes nothing and may not throw. */
export interface Observer {
  /** The request left a stage. */
  readonly left?: (stage: Stage, exchange: Seen) => void;
  /** A call to a source ended. */
  readonly called?: (call: UpstreamCall, exchange: Seen) => void;
  /** The request ended; arrives exactly once. */
  readonly settled?: (settled: Settled, exchange: Seen) => void;
}

/** An operation at build time, before its contract is written. */
export interface RegisteredOperation {
  readonly name: string;
  /** Which one it is and where it was written, for people: `operation Trips of web 2.1.0 (clients/web@2.1.0.json:7:5)`. */
  readonly label: () => string;
  /** As registered: its hash is the id. */
  readonly text: string;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly promises: Promises;
}

/** What the build records of each operation under `key` of its contract. */
export interface ContractSection {
  readonly key: string;
  /** What it writes, for the JSON Schema of contracts. */
  readonly schema?: z.ZodType;
  /** Same inputs, same answer, anywhere; `undefined` leaves the section out. */
  readonly derive: (operation: RegisteredOperation, graph: Graph) => Json | undefined;
  /** Begins a build: looks at its operations one after the other, and tells what is wrong with what each promises, at its place in `document`; the operation is named by the build. */
  readonly check?: () => (operation: RegisteredOperation, graph: Graph) => readonly Problem[];
  /** Says in words for everybody how it changed; of a new operation, whose `before` is null, what it is. */
  readonly diff?: (now: Contract, before: Contract | null) => readonly string[];
  /** What the check finds wrong with a contract that could be built, and what to do. */
  readonly finding?: (contract: Contract) => string | undefined;
}

export type Health = 'pass' | 'warn' | 'fail';

/** One thing that a plugin keeps an eye on. */
export interface HealthCheck {
  readonly name: string;
  /** What kind of thing it is: `source`, `store`, `registry`, … */
  readonly kind: string;
  readonly status: Health;
  /** ISO 8601. */
  readonly observedAt: string;
  /** For operators; seen with the scope `gateway:read` only. */
  readonly detail?: string;
}

/**
 * The one shape of a feature, ours and the users'.
 *
 * `In` is what the step needs to have been added before it, `Adds` what it adds. A plugin placed too early in the path
 * does not compile, because `run` is a property and so compared strictly.
 */
export interface Plugin<In extends Received = Received, Adds extends object = {}> {
  readonly name: string;
  /** What it adds to the public and the admin graph. */
  readonly graph?: { readonly public?: GraphPart; readonly admin?: GraphPart };
  readonly contract?: ContractSection | readonly ContractSection[];
  /** Its step on the request's way; refuses by throwing a `GatewayError`. */
  readonly run?: (exchange: In) => Step<Adds>;
  /** Sees what execution made of a request, before it leaves; what it gives is added to the answer's `extensions`. */
  readonly answered?: (result: Result, exchange: Governed) => Readonly<Record<string, unknown>> | undefined;
  readonly observe?: Observer;
  readonly health?: () => readonly HealthCheck[];
  /** Begins its life; rejecting fails the start of the gateway. */
  readonly start?: (lent: { readonly log: Log }) => Promise<void>;
  /** Works after a failed `start` too. */
  readonly close?: () => Promise<void>;
}

/**
 * A plugin of the config, whose step may add whatever it likes: nothing after it in the path relies on that, so the
 * compiler need not know.
 */
export type UserPlugin<In extends Received> = Omit<Plugin<In>, 'run'> & {
  readonly run?: (exchange: In) => object | void | Promise<object | void>;
};

/** Any plugin, where its place in the path does not matter. */
export type AnyPlugin = UserPlugin<never>;
