import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type OperationTypeDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { Finding } from '../../kernel/problems/problem.ts';
import { findingAt } from '../links/finding.ts';
import { foldRepeated } from './fold-repeated.ts';

const ROOTS = {
  Query: OperationTypeNode.QUERY,
  Mutation: OperationTypeNode.MUTATION,
  Subscription: OperationTypeNode.SUBSCRIPTION,
} as const;

/**
 * One document of all definitions. Several files may each write `type Query { … }`, which is how people split a graph, or
 * `schema @link(…) { … }`: from the second on these count as extensions. Other types that stand twice stay an error with
 * both positions.
 */
export function mergeDefinitions(definitions: readonly DefinitionNode[]): DocumentNode {
  const whole = withSomethingToExtend(foldRepeated(definitions.map(extending)));
  const seen = new Set<string>();
  const merged = whole.map((definition): DefinitionNode => {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value in ROOTS) {
      const isFirst = !seen.has(definition.name.value);
      seen.add(definition.name.value);
      return isFirst ? definition : asExtension(definition);
    }
    if (definition.kind !== Kind.SCHEMA_DEFINITION) return definition;
    const isFirst = !seen.has('schema');
    seen.add('schema');
    if (isFirst) return { ...definition, operationTypes: rootsOf(whole) };
    const { description: _, operationTypes: __, ...extension } = definition;
    return { ...extension, kind: Kind.SCHEMA_EXTENSION };
  });
  return { kind: Kind.DOCUMENT, definitions: merged };
}

/** `type User @extends` is how the first Federation wrote `extend type User`. */
function extending(definition: DefinitionNode): DefinitionNode {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION && bears(definition.directives, 'extends')
    ? asExtension(definition)
    : definition;
}

function asExtension({ description: _, ...extension }: ObjectTypeDefinitionNode): DefinitionNode {
  return { ...extension, kind: Kind.OBJECT_TYPE_EXTENSION };
}

/** A subgraph may extend what stands nowhere else: an entity, or a root. The first extension is then the definition. */
function withSomethingToExtend(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const defined = new Set(
    definitions.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? [node.name.value] : [])),
  );
  const alone = new Set(
    definitions.flatMap((node) => {
      if (node.kind !== Kind.OBJECT_TYPE_EXTENSION || defined.has(node.name.value)) return [];
      const mayStandAlone =
        node.name.value in ROOTS || bears(node.directives, 'key') || bears(node.directives, 'extends');
      return mayStandAlone ? [node.name.value] : [];
    }),
  );
  return definitions.map((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_EXTENSION || !alone.delete(node.name.value)) return node;
    return { ...node, kind: Kind.OBJECT_TYPE_DEFINITION };
  });
}

const bears = (directives: readonly ConstDirectiveNode[] | undefined, name: string): boolean =>
  directives?.some((directive) => directive.name.value === name) ?? false;

/** All roots that there are, which a `schema { … }` of one file alone does not know. */
function rootsOf(definitions: readonly DefinitionNode[]): readonly OperationTypeDefinitionNode[] {
  const defined = new Set(
    definitions.flatMap((node) => (node.kind === Kind.OBJECT_TYPE_DEFINITION ? [node.name.value] : [])),
  );
  return Object.entries(ROOTS).flatMap(([name, operation]) => {
    if (!defined.has(name)) return [];
    const type = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } } as const;
    return [{ kind: Kind.OPERATION_TYPE_DEFINITION, operation, type } as const];
  });
}

/** The gateway's own fields stand under `Query`; another root would lose them in silence. */
export function renamedRoots(definitions: readonly DefinitionNode[]): readonly Finding[] {
  return definitions.flatMap((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return [];
    return (definition.operationTypes ?? []).flatMap(({ type, operation }) => {
      const wanted = `${operation[0]?.toUpperCase()}${operation.slice(1)}`;
      if (type.name.value === wanted) return [];
      const message = `The root type of ${operation} operations must be called ${wanted}, not ${type.name.value}.`;
      return [findingAt('error', type, message)];
    });
  });
}
