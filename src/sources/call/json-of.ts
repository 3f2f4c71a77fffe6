import { notTheJson } from './failure.ts';

/** How deep an answer may nest. Hand-made APIs stay below twenty; what is generated, such as rich text, below a hundred. */
const MAX_DEPTH = 200;

/**
 * What an answer's text says. Integers that no double holds come as texts, for what it holds instead would be another id.
 *
 * @throws GatewayError `UPSTREAM_BAD_RESPONSE` where it is no JSON, or nested too deeply
 */
export function jsonOf(text: string, source: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    const isExact = isNested(value) ? !losesDigits(value, MAX_DEPTH) : !isLong(value);
    return isExact ? value : exactly(text);
  } catch (cause) {
    throw notTheJson(source, cause instanceof Error ? cause : undefined);
  }
}

/** Goes through the value, not the text: at a sixteenth of the parsing's time, where a scan of the text takes a third. */
function losesDigits(value: Nested, levels: number): boolean {
  if (levels === 0) throw new SyntaxError('nested too deeply');
  let found = false;
  if (Array.isArray(value)) {
    for (const child of value) if (isNested(child) ? losesDigits(child, levels - 1) : isLong(child)) found = true;
    return found;
  }
  // `for … in` with a plain read keeps to V8's cache of keys; `Object.values` and `Reflect.get` take tenfold.
  for (const key in value) {
    const child = value[key];
    if (isNested(child) ? losesDigits(child, levels - 1) : isLong(child)) found = true;
  }
  return found;
}

function exactly(text: string): unknown {
  const revive = (_: string, value: unknown, { source = '' }: { readonly source?: string }): unknown =>
    isLong(value) && INTEGER.test(source) ? source : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown);
}

const INTEGER = /^-?\d+$/;

type Nested = Readonly<Record<string, unknown>>;

const isNested = (value: unknown): value is Nested => typeof value === 'object' && value !== null;

const isLong = (value: unknown): boolean =>
  typeof value === 'number' && (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER);
