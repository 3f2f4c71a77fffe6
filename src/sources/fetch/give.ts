import { GatewayError } from '../../errors/gateway-error.ts';
import type { Connector } from '../connectors/connector.ts';
import type { Given, Step } from '../plan/plan.ts';

/** An object of the answer, on which fetched values are put. */
export type Parent = Record<string, unknown>;

/** Puts what a call gave on those that it was made for. */
export function give(
  parents: readonly Parent[],
  value: unknown,
  { whole, connector }: Step,
  open: readonly Given[],
): void {
  const nothing = !whole && (value === null || value === undefined);
  for (const parent of parents) {
    for (const { field, property, required } of open) {
      if (nothing && required) parent[property] = notFound(connector);
      else parent[property] = whole ? value : (memberOf(value, field) ?? null);
    }
  }
}

/** A parent whose key its source does not know: without a word, a field that cannot be null would fail for no reason. */
function notFound({ element, source, place }: Connector): GatewayError {
  const what = place.kind === 'type' ? place.type : 'object';
  const message = `The source "${source}" has no ${what} with the key that stands here.`;
  return new GatewayError(message, { code: 'NOT_FOUND', source, coordinate: element });
}

export const memberOf = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Parent)[field] : undefined;

/** What failed of a path of a value, in any of the lists on its way. */
export function failureAt(value: unknown, path: readonly string[]): Error | undefined {
  if (value instanceof Error) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (const one of value) {
      const found = failureAt(one, path);
      if (found) return found;
    }
    return undefined;
  }
  const [name, ...rest] = path;
  return name === undefined ? undefined : failureAt(Reflect.get(value, name), rest);
}

/** Puts why a call failed in the place of what it should have given. */
export function fail(parents: readonly Parent[], thrown: unknown, open: readonly Given[]): void {
  const error = thrown instanceof Error ? thrown : new GatewayError(String(thrown), { code: 'INTERNAL_SERVER_ERROR' });
  for (const parent of parents) for (const { property } of open) parent[property] = error;
}
