import { type GraphQLOutputType, isAbstractType, isLeafType, isListType, isNonNullType, isObjectType } from 'graphql';

/** Why a constant cannot stand where the type is; `undefined` where it can. */
export function misfit(type: GraphQLOutputType, value: unknown, at = 'value'): string | undefined {
  if (isNonNullType(type)) {
    if (value === null || value === undefined) return `${at} may not be null`;
    return misfit(type.ofType, value, at);
  }
  if (value === null || value === undefined) return undefined;
  if (isListType(type)) {
    if (!Array.isArray(value)) return `${at} has to be a list`;
    return first(value.map((one: unknown, index) => misfit(type.ofType, one, `${at}[${index}]`)));
  }
  if (isLeafType(type)) return serializes(() => type.serialize(value)) ? undefined : `${at} is no ${type.name}`;
  if (typeof value !== 'object' || Array.isArray(value)) return `${at} has to be an object`;
  if (isAbstractType(type)) return '__typename' in value ? undefined : `${at} has to say its __typename`;
  if (!isObjectType(type)) return undefined;
  const fields = type.getFields();
  const unknown = Object.keys(value).find((name) => !(name in fields) && name !== '__typename');
  if (unknown !== undefined) return `${at}.${unknown} is no field of ${type.name}`;
  return first(
    Object.values(fields).map((field) =>
      field.args.some(isNeeded) ? undefined : misfit(field.type, Reflect.get(value, field.name), `${at}.${field.name}`),
    ),
  );
}

const isNeeded = ({ type, defaultValue }: { readonly type: unknown; readonly defaultValue?: unknown }): boolean =>
  isNonNullType(type) && defaultValue === undefined;

const first = (misfits: readonly (string | undefined)[]): string | undefined =>
  misfits.find((one) => one !== undefined);

function serializes(serialize: () => unknown): boolean {
  try {
    serialize();
    return true;
  } catch {
    return false;
  }
}
