import { GatewayError } from '../../../errors/gateway-error.ts';

/** Gives each parent of a batch its result: matched by key whatever the order, the last of several, null where there is none. */
export function matchBatch(
  results: unknown,
  parents: readonly Readonly<Record<string, unknown>>[],
  keys: readonly (readonly string[])[],
  source: string,
): readonly unknown[] {
  if (results === null || results === undefined) return parents.map(() => null);
  if (!Array.isArray(results)) {
    const message = `The source "${source}" answered a call for many with something that is no list.`;
    throw new GatewayError(message, { code: 'UPSTREAM_BAD_RESPONSE', source, retryable: false });
  }
  const found = new Map<string, unknown>();
  for (const result of results) {
    const key = keyOf(result, keys);
    if (key !== undefined) found.set(key, result);
  }
  return parents.map((parent) => {
    const key = keyOf(parent, keys);
    return key === undefined ? null : (found.get(key) ?? null);
  });
}

/** As text, because an `ID` may be 1 on one side and "1" on the other. */
function keyOf(value: unknown, keys: readonly (readonly string[])[]): string | undefined {
  const [only] = keys;
  if (only && keys.length === 1) return keyText(at(value, only));
  const texts = keys.map((key) => keyText(at(value, key)));
  return texts.includes(undefined) ? undefined : JSON.stringify(texts);
}

function at(value: unknown, path: readonly string[]): unknown {
  let child = value;
  for (const key of path) {
    if (typeof child !== 'object' || child === null) return undefined;
    child = Object.hasOwn(child, key) ? Reflect.get(child, key) : undefined;
  }
  return child;
}

function keyText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : undefined;
}
