import {
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { didYouMean } from '../../../kernel/problems/nearest.ts';
import type { ConnectCheck } from './finding.ts';
import { fieldOf, isList } from './types.ts';

/**
 * Whether a connector can give an object by its key: on a field of Query whose arguments are fields of what it returns. One
 * that cannot still resolves its field.
 */
export function checkEntity({ connect, schema, findings }: ConnectCheck): boolean {
  const { entity, place } = connect;
  const at = entity?.at ?? connect.at;
  const warn = (rule: string, message: string): false => {
    findings.warning(rule, at, message);
    return false;
  };
  if (place.kind === 'type') {
    if (entity?.value === false)
      warn('CONNECT_ON_TYPE_MUST_BE_ENTITY', 'A connector on a type always resolves entities. Leave "entity" out.');
    return true;
  }
  if (!entity?.value) return false;
  const field = fieldOf(schema, place);
  if (!field) return false;
  if (place.type !== 'Query') {
    return warn('ENTITY_NOT_ON_ROOT_QUERY', '`entity: true` belongs on fields of Query only. Leave it out here.');
  }
  const type = getNamedType(field.type);
  if (isList(field.type) || !isObjectType(type)) {
    return warn(
      'ENTITY_TYPE_INVALID',
      `An entity is one object, and ${place.field} returns ${String(field.type)}. Leave \`entity\` out.`,
    );
  }
  if (isNonNullType(field.type)) {
    warn(
      'ENTITY_TYPE_INVALID',
      `What a key asks for may not exist: let ${place.field} return ${type.name} without the \`!\`.`,
    );
  }
  if (field.args.length === 0) {
    return warn(
      'ENTITY_RESOLVER_ARGUMENT_MISMATCH',
      `${place.field} takes no argument, so it finds no ${type.name} by a key.`,
    );
  }
  for (const arg of field.args) {
    const message = mismatch(arg.name, arg.type, type);
    if (message) return warn('ENTITY_RESOLVER_ARGUMENT_MISMATCH', message);
  }
  return true;
}

/** Why an argument is no key of a type, if it is not. */
function mismatch(name: string, argument: GraphQLInputType, owner: GraphQLObjectType): string | undefined {
  const fields = owner.getFields();
  const field = fields[name];
  if (!field) {
    const hint = didYouMean(name, Object.keys(fields));
    return `Arguments of an entity are its key, and ${owner.name} has no field "${name}".${hint}`;
  }
  const input = getNamedType(argument);
  const output: GraphQLOutputType = getNamedType(field.type);
  if (isList(argument) !== isList(field.type) || isInputObjectType(input) !== isObjectType(output)) {
    return `The argument "${name}" is of type ${String(argument)}, the field ${owner.name}.${name} of type ${String(field.type)}. Make them the same.`;
  }
  if (isInputObjectType(input) && isObjectType(output)) {
    const inner = Object.values(input.getFields()).map((one) => mismatch(one.name, one.type, output));
    return inner.find((message) => message !== undefined);
  }
  if (input.name === output.name) return undefined;
  return `The argument "${name}" is of type ${String(argument)}, the field ${owner.name}.${name} of type ${String(field.type)}. Make them the same.`;
}
