import type { GraphQLResolveInfo, GraphQLScalarType } from 'graphql';
import type { Governed, Principal } from '../exchange.ts';
import type { Json } from '../basics/json.ts';
import type { Flags } from '../ports/stores/flags.ts';
import type { Fetched } from '../ports/planner.ts';
import type { SourceClient } from '../ports/source-clients.ts';
import type { Recall } from './recall.ts';

/** What every resolver may rely on, on the public and the admin plane alike. */
export interface PlaneContext {
  readonly principal: Principal;
}

/** What a public resolver gets as its third argument. */
export interface GatewayContext<Sources extends string = string> extends PlaneContext {
  readonly exchange: Governed;
  /** A client for each source of the config, for this request. */
  readonly sources: Readonly<Record<Sources, SourceClient>>;
  /** The flags that the operation names. */
  readonly flags: Flags;
  /** What was fetched before completion; not for resolvers. */
  readonly fetched?: Fetched | undefined;
  /** What resolvers have done already, where graphql-js takes over from the compiled lane; not for resolvers. */
  readonly recall?: Recall;
}

/** Any resolver: what it takes is between it and the schema. */
type AnyResolver = (parent: never, args: never, context: never, info: GraphQLResolveInfo) => unknown;

/** A resolver that says which sources it calls and which flags it reads, so that contracts can. */
export interface SourcedResolver {
  readonly resolve: AnyResolver;
  readonly extensions: { readonly sources: readonly string[]; readonly flags: Readonly<Record<string, Json>> };
}

/** Resolvers by type and field, as `@graphql-tools/schema` takes them. */
export interface ResolverMap {
  readonly [type: string]:
    | GraphQLScalarType
    | { readonly [field: string]: AnyResolver | SourcedResolver | string | number };
}

/**
 * Declares a field's resolver together with the sources that it calls. The contract of an operation lists them, and the
 * context's `sources` holds just these for the type checker. What a plain function calls, no contract can know.
 *
 * @param flags the flags that it reads by `context.flags`, each with the value that stands in when there is none
 */
export function resolver<const Source extends string, Parent = unknown, Args = Record<string, unknown>>(
  sources: readonly Source[],
  resolve: (parent: Parent, args: Args, context: GatewayContext<Source>) => unknown,
  { flags = {} }: { readonly flags?: Readonly<Record<string, Json>> } = {},
): SourcedResolver {
  return { resolve, extensions: { sources, flags } };
}
