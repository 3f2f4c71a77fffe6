import { type ASTNode, type GraphQLSchema, getDirectiveValues, type OperationDefinitionNode } from 'graphql';

/** What the team that owns an operation promises of it and allows to it: its `@contract`. */
export interface Promises {
  readonly owner?: string;
  readonly clients?: readonly string[];
  /** Points. */
  readonly budget?: number;
  readonly ranges?: readonly VariableRange[];
  /** Method and path template, relative to `/api`. */
  readonly rest?: string;
  readonly deprecated?: OperationDeprecation;
  /** Durations as they are written: `80ms`. */
  readonly objectives?: { readonly p50?: string; readonly p95?: string; readonly p99?: string };
  readonly idempotent?: boolean;
}

/** Since when an operation should not be used any more. */
interface OperationDeprecation {
  /** As written: `2027-01-31`. */
  readonly since: string;
  readonly sunset?: string;
  /** Where a person reads what to use in its place. */
  readonly link?: string;
}

/** Between which values a number, or the number of items of a list, stays. */
export interface VariableRange {
  /** By dots into an input object. */
  readonly variable: string;
  readonly min?: number;
  readonly max?: number;
}

/** Reads the `@contract` of an operation that is valid against the schema. */
export function promisesOf(definition: OperationDefinitionNode, schema: GraphQLSchema): Promises {
  const directive = schema.getDirective('contract');
  return (directive ? getDirectiveValues(directive, definition) : undefined) ?? {};
}

/** Where a promise was written: its argument, else the whole `@contract`, else the operation. */
export function promiseNode(definition: OperationDefinitionNode, promise: keyof Promises): ASTNode {
  const contract = definition.directives?.find(({ name }) => name.value === 'contract');
  return contract?.arguments?.find(({ name }) => name.value === promise) ?? contract ?? definition;
}
