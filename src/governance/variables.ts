import { getVariableValues, Kind, type OperationDefinitionNode } from 'graphql';
import { GatewayError, Refusal } from '../errors/gateway-error.ts';
import type { Operation, Resolved } from '../kernel/exchange.ts';
import { didYouMean } from '../kernel/problems/nearest.ts';
import type { Plugin } from '../kernel/plugin.ts';
import type { Graph } from '../kernel/ports/graph.ts';

const MOST_ERRORS = 10;

/** Coerces the variables once, for everything that reads their values: cost, keys, budgets. Refuses what does not fit. */
export function variables(
  graph: () => Graph,
): Plugin<Resolved, { readonly variables: Readonly<Record<string, unknown>> }> {
  return {
    name: 'variables',
    run({ operation, rawVariables }) {
      const definitions = definitionOf(operation).variableDefinitions ?? [];
      refuseUnknown(
        definitions.map(({ variable }) => variable.name.value),
        rawVariables,
      );
      const { coerced, errors } = getVariableValues(graph().schema, definitions, rawVariables, {
        maxErrors: MOST_ERRORS,
      });
      if (errors) throw new Refusal(errors.slice(0, MOST_ERRORS).map(({ message }) => badInput(message)));
      return { variables: coerced };
    },
  };
}

function definitionOf({ document, name }: Operation): OperationDefinitionNode {
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION && (node.name?.value ?? null) === name) return node;
  }
  throw new Error(`The document of operation "${name}" does not hold it.`);
}

/** A misspelt variable would be dropped in silence, and the operation run without it. */
function refuseUnknown(declared: readonly string[], sent: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(sent).filter((name) => !declared.includes(name));
  if (unknown.length === 0) return;
  const list = declared.length > 0 ? `It takes: ${declared.map((name) => `$${name}`).join(', ')}.` : 'It takes none.';
  throw new Refusal(
    unknown
      .slice(0, MOST_ERRORS)
      .map((name) =>
        badInput(
          `The operation has no variable "$${name.slice(0, 64)}".${didYouMean(name.slice(0, 64), declared)} ${list}`,
        ),
      ),
  );
}

const badInput = (message: string): GatewayError => new GatewayError(message, { code: 'BAD_USER_INPUT' });
