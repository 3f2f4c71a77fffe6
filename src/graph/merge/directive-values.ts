import {
  type DefinitionNode,
  type GraphQLSchema,
  Kind,
  TypeInfo,
  ValidationContext,
  ValuesOfCorrectTypeRule,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Finding } from '../../kernel/problems/problem.ts';
import { findingAt } from '../links/finding.ts';

/**
 * Whether the values given to directives are of their types: `@key(fields: 1)`. graphql-js checks that of operations only,
 * by a rule that knows what a directive's argument expects wherever it stands.
 */
export function checkDirectiveValues(
  schema: GraphQLSchema,
  definitions: readonly DefinitionNode[],
): readonly Finding[] {
  const findings: Finding[] = [];
  const document = { kind: Kind.DOCUMENT, definitions } as const;
  const types = new TypeInfo(schema);
  const context = new ValidationContext(schema, document, types, (error) => {
    const [node] = error.nodes ?? [];
    if (node) findings.push(findingAt('error', node, withoutPrefixes(error.message)));
  });
  visit(document, visitWithTypeInfo(types, ValuesOfCorrectTypeRule(context)));
  return findings;
}

/** `connect__ConnectHTTP` is called `ConnectHTTP` by its specification, and by whoever wrote the schema. */
const withoutPrefixes = (message: string): string => message.replaceAll(/"(?:connect|federation|link)__(\w+)/g, '"$1');
