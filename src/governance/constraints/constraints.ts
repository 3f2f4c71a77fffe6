import type { OperationDefinitionNode } from 'graphql';
import { LONGEST_QUOTE, short } from '../../errors/said-of-document.ts';
import { GatewayError, Refusal } from '../../errors/gateway-error.ts';
import type { Resolved } from '../../kernel/exchange.ts';
import { operationOf } from '../../kernel/documents/selections.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import { type OperationChecks, operationChecks } from './operation-checks.ts';

interface Needs extends Resolved {
  readonly variables: Readonly<Record<string, unknown>>;
}

const MOST_ERRORS = 10;

/** Refuses values that `@constraint` in the schema does not take. What it asks of an operation is found out once. */
export function constraints(graph: () => Graph): Plugin<Needs> {
  let checksOf: ReturnType<typeof operationChecks> | undefined;
  const known = new WeakMap<OperationDefinitionNode, OperationChecks>();
  const checksFor = ({ operation: { document, name } }: Needs): OperationChecks => {
    const definition = operationOf(document, name);
    const found = known.get(definition);
    if (found) return found;
    checksOf ??= operationChecks(graph().schema);
    const made = checksOf(document, name);
    known.set(definition, made);
    return made;
  };
  return {
    name: 'constraints',
    run(exchange) {
      const { problems, variables } = checksFor(exchange);
      if (problems.length === 0 && variables.length === 0) return;
      const all = new Map<string, object>(problems.map((problem) => [problem, {}]));
      for (const { name, check } of variables) {
        const value = exchange.variables[name];
        if (value === undefined) continue;
        const isShort = name.length <= LONGEST_QUOTE;
        check(value, isShort ? name : short(name), (where, words) =>
          all.set(`$${where} ${words}.`, isShort ? { variable: dotted(where) } : {}),
        );
      }
      if (all.size === 0) return;
      const told = [...all].slice(0, MOST_ERRORS);
      throw new Refusal(told.map(([message, at]) => new GatewayError(message, { code: 'BAD_USER_INPUT', ...at })));
    },
  };
}

/** `order.lines[0].count` as `order.lines.0.count`. */
const dotted = (where: string): string => where.replace(/\[(\d+)\]/g, '.$1');
