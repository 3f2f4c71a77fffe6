import { getVariableValues, Kind, type OperationDefinitionNode, type VariableDefinitionNode } from 'graphql';
import { GatewayError, Refusal } from '../errors/gateway-error.ts';
import { LONGEST_QUOTE, saidOfDocument } from '../errors/said-of-document.ts';
import type { Operation, Resolved } from '../kernel/exchange.ts';
import { didYouMean } from '../kernel/problems/nearest.ts';
import type { Plugin } from '../kernel/plugin.ts';
import type { Graph } from '../kernel/ports/graph.ts';

const MOST_ERRORS = 10;

/** Coerces the variables once, for everything that reads their values: cost, keys, budgets. Refuses what does not fit. */
export function variables(
  graph: () => Graph,
  { suggestions }: { readonly suggestions: boolean },
): Plugin<Resolved, { readonly variables: Readonly<Record<string, unknown>> }> {
  return {
    name: 'variables',
    run({ operation, rawVariables }) {
      const definitions = definitionOf(operation).variableDefinitions ?? [];
      if (areCoerced(definitions, rawVariables)) return { variables: rawVariables };
      refuseUnknown(
        definitions.map(({ variable }) => variable.name.value),
        rawVariables,
        suggestions,
      );
      const { coerced, errors } = getVariableValues(graph().schema, definitions, rawVariables, {
        maxErrors: MOST_ERRORS,
        hideSuggestions: !suggestions,
      });
      if (errors)
        throw new Refusal(
          errors.slice(0, MOST_ERRORS).map(({ message }) => badInput(saidOfDocument(message, { suggestions }))),
        );
      return { variables: coerced };
    },
  };
}

/** Scalars that are their own coerced form, which most variables are: telling so takes a tenth of coercing them. */
const IS_COERCED: Readonly<Record<string, (value: unknown) => boolean>> = {
  ID: (value) => typeof value === 'string',
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => typeof value === 'number' && (value | 0) === value,
};

/** Whether just the variables declared were sent, each as it would be coerced to. */
function areCoerced(definitions: readonly VariableDefinitionNode[], sent: Readonly<Record<string, unknown>>): boolean {
  let found = 0;
  for (const { type, variable } of definitions) {
    const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
    if (named.kind !== Kind.NAMED_TYPE) return false;
    if (!IS_COERCED[named.name.value]?.(sent[variable.name.value])) return false;
    found++;
  }
  for (const _ in sent) if (--found < 0) return false;
  return true;
}

function definitionOf({ document, name }: Operation): OperationDefinitionNode {
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION && (node.name?.value ?? null) === name) return node;
  }
  throw new Error(`The document of operation "${name}" does not hold it.`);
}

/** A misspelt variable would be dropped in silence, and the operation run without it. */
function refuseUnknown(
  declared: readonly string[],
  sent: Readonly<Record<string, unknown>>,
  suggestions: boolean,
): void {
  const unknown = Object.keys(sent).filter((name) => !declared.includes(name));
  if (unknown.length === 0) return;
  const list = declared.length > 0 ? `It takes: ${declared.map((name) => `$${name}`).join(', ')}.` : 'It takes none.';
  const names = unknown.slice(0, MOST_ERRORS).map((name) => name.slice(0, LONGEST_QUOTE));
  const near = (name: string): string => (suggestions ? didYouMean(name, declared) : '');
  const said = (name: string): string => `The operation has no variable "$${name}".${near(name)} ${list}`;
  throw new Refusal(names.map((name) => badInput(saidOfDocument(said(name), { suggestions }))));
}

const badInput = (message: string): GatewayError => new GatewayError(message, { code: 'BAD_USER_INPUT' });
