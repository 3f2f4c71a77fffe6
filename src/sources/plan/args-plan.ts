import { type ASTNode, type FieldNode, getArgumentValues, type GraphQLField, Kind, valueFromAST, visit } from 'graphql';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Connector } from '../connectors/connector.ts';
import type { ArgsPlan } from './plan.ts';

const NONE = {};
const none: ArgsPlan = () => NONE;

/** The arguments of a field as the document gives them; what holds no variable is coerced here, once. */
export function argsPlan(field: GraphQLField<unknown, unknown>, node: FieldNode): ArgsPlan {
  if (field.args.length === 0) return none;
  if (!(node.arguments ?? []).some(holdsVariables)) {
    const values = getArgumentValues(field, node);
    return () => values;
  }
  return plainArgs(field, node) ?? ((variables) => getArgumentValues(field, node, variables));
}

/**
 * Arguments that are constants or variables as they stand. Those have been coerced, so they need only be handed over. Where
 * one was not sent, graphql-js says what stands in its place, or that it is missing.
 */
function plainArgs(field: GraphQLField<unknown, unknown>, node: FieldNode): ArgsPlan | undefined {
  const constants: Record<string, unknown> = {};
  const variableOf: (readonly [string, string])[] = [];
  for (const { name, type, defaultValue } of field.args) {
    const value = node.arguments?.find((one) => one.name.value === name)?.value;
    if (value?.kind === Kind.VARIABLE) variableOf.push([name, value.name.value]);
    else {
      if (value && holdsVariables(value)) return undefined;
      const constant = value ? valueFromAST(value, type) : defaultValue;
      if (constant !== undefined) constants[name] = constant;
    }
  }
  return (variables) => {
    const args = { ...constants };
    for (const [name, variable] of variableOf) {
      const value = variables[variable];
      if (value === undefined || value === null) return getArgumentValues(field, node, variables);
      args[name] = value;
    }
    return args;
  };
}

/** The arguments of an entity's field, taken from the object whose fields it gives. */
export function entityArgs({ place }: Connector, { inner: { schema } }: Graph): ArgsPlan {
  if (place.kind === 'type') return none;
  const names = (schema.getQueryType()?.getFields()[place.field]?.args ?? []).map(({ name }) => name);
  return (_, parent) => Object.fromEntries(names.map((name) => [name, parent?.[name]]));
}

function holdsVariables(node: ASTNode): boolean {
  let found = false;
  visit(node, {
    [Kind.VARIABLE]: () => {
      found = true;
    },
  });
  return found;
}
