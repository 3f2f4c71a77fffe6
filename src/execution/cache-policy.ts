import {
  type ASTNode,
  getDirectiveValues,
  getNamedType,
  type GraphQLDirective,
  type GraphQLField,
  type GraphQLNamedType,
  isCompositeType,
} from 'graphql';
import { operationFields } from '../kernel/documents/operation-fields.ts';
import type { Plugin, RegisteredOperation } from '../kernel/plugin.ts';
import type { Graph } from '../kernel/ports/graph.ts';
import { cacheChanges } from './cache-changes.ts';
import { type CachePolicy, cacheSection } from './cache-section.ts';
import type { CacheConfig } from './config.ts';

/** Writes into the contract of each query how long its answer may be kept. */
export function cachePolicy({ defaultMaxAge }: CacheConfig): Plugin {
  return {
    name: 'cache-policy',
    contract: {
      key: 'cache',
      schema: cacheSection,
      derive: (operation, graph) =>
        operation.definition.operation === 'query'
          ? policyOf(operation, graph, Math.floor(defaultMaxAge / 1000))
          : undefined,
      diff: cacheChanges,
    },
  };
}

/** `@cacheControl`, as far as it says something. */
interface Hint {
  readonly maxAge?: number | null;
  readonly scope?: CachePolicy['scope'] | null;
  readonly inheritMaxAge?: boolean | null;
}

/**
 * The least of all fields, by Apollo Server's algorithm; on an interface or union any of its objects may answer. What is
 * answered to some and closed to others is kept for its caller only, whatever the schema says.
 */
export function policyOf(
  { document }: Pick<RegisteredOperation, 'document'>,
  { schema, inner, gates }: Pick<Graph, 'schema' | 'inner' | 'gates'>,
  defaultMaxAge: number,
): CachePolicy {
  const directive = inner.schema.getDirective('cacheControl');
  let maxAge = Number.POSITIVE_INFINITY;
  let scope: CachePolicy['scope'] = 'PUBLIC';
  for (const [field, type] of operationFields(document, schema)) {
    const isRoot = type === schema.getQueryType();
    const hint = directive ? hintOf(field, directive) : {};
    const inherits = !isRoot && (hint.inheritMaxAge === true || !isCompositeType(getNamedType(field.type)));
    maxAge = Math.min(maxAge, hint.maxAge ?? (inherits ? Number.POSITIVE_INFINITY : defaultMaxAge));
    if (hint.scope === 'PRIVATE' || gates(type.name, field.name).length > 0 || readsFlags(field)) scope = 'PRIVATE';
  }
  return { maxAge: Number.isFinite(maxAge) ? Math.max(0, maxAge) : 0, scope };
}

/** Whether its resolver has declared flags, which may be on for some callers only. */
const readsFlags = ({ extensions: { flags = {} } }: GraphQLField<unknown, unknown>): boolean =>
  Object.keys(flags as object).length > 0;

/** What the type of a field says, replaced by what the field says itself. */
function hintOf(field: GraphQLField<unknown, unknown>, directive: GraphQLDirective): Hint {
  const type = getNamedType(field.type);
  const ofType = isCompositeType(type) ? marked(type, directive) : {};
  const own = marked(field, directive);
  const maxAge = ofType.maxAge ?? null;
  // A field that inherits its age gives way to what its type says, and then only its scope counts.
  const inherits = own.inheritMaxAge === true && maxAge === null;
  return {
    maxAge: inherits ? null : (own.maxAge ?? maxAge),
    scope: own.scope ?? ofType.scope ?? null,
    inheritMaxAge: inherits || ofType.inheritMaxAge === true,
  };
}

function marked(element: GraphQLNamedType | GraphQLField<unknown, unknown>, directive: GraphQLDirective): Hint {
  const nodes: readonly (ASTNode | null | undefined)[] = [
    element.astNode,
    ...('extensionASTNodes' in element ? element.extensionASTNodes : []),
  ];
  for (const node of nodes) {
    const hint: Hint | undefined = node && 'directives' in node ? getDirectiveValues(directive, node) : undefined;
    // What inherits its age has none of its own, whatever stands beside it.
    if (hint) return hint.inheritMaxAge === true ? { ...hint, maxAge: null } : hint;
  }
  return {};
}
