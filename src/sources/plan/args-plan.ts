import { type FieldNode, getArgumentValues, type GraphQLField, Kind, visit } from 'graphql';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Connector } from '../connectors/connector.ts';
import type { ArgsPlan } from './plan.ts';

const NONE = {};
const none: ArgsPlan = () => NONE;

/** The arguments of a field as the document gives them; what holds no variable is coerced here, once. */
export function argsPlan(field: GraphQLField<unknown, unknown>, node: FieldNode): ArgsPlan {
  if (field.args.length === 0) return none;
  if (!holdsVariables(node)) {
    const values = getArgumentValues(field, node);
    return () => values;
  }
  return (variables) => getArgumentValues(field, node, variables);
}

/** The arguments of an entity's field, taken from the object whose fields it gives. */
export function entityArgs({ place }: Connector, { inner: { schema } }: Graph): ArgsPlan {
  if (place.kind === 'type') return none;
  const names = (schema.getQueryType()?.getFields()[place.field]?.args ?? []).map(({ name }) => name);
  return (_, parent) => Object.fromEntries(names.map((name) => [name, parent?.[name]]));
}

function holdsVariables({ arguments: args = [] }: FieldNode): boolean {
  let found = false;
  for (const { value } of args) {
    visit(value, {
      [Kind.VARIABLE]: () => {
        found = true;
      },
    });
  }
  return found;
}
