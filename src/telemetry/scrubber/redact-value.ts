import { redact } from './redact.ts';

const DEEPEST = 8;
const MOST_MEMBERS = 200;
const LONGEST_TEXT = 8_192;

/** Names under which a secret stands, whatever it looks like. */
const SECRET_NAME =
  /^(?:.*[-_])?(?:authorization|cookie|set-cookie|password|passwd|secret|token|api[-_]?key|credentials?)$/i;

/** A copy of a value with every string redacted; what is too deep, too wide or too long is cut, so that a log line stays one. */
export function redactValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string')
    return redact(value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value);
  if (typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) > 1e7) return redactNumber(value);
  if (typeof value === 'bigint') return redact(String(value));
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (depth >= DEEPEST) return '…';
  if (value instanceof Error)
    return { name: value.name, message: redact(value.message), stack: redact(value.stack ?? '') };
  if (Array.isArray(value)) return value.slice(0, MOST_MEMBERS).map((item) => redactValue(item, depth + 1));
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value).slice(0, MOST_MEMBERS)) {
    copy[redact(name)] = SECRET_NAME.test(name) && member !== null ? '***' : redactValue(member, depth + 1);
  }
  return copy;
}

/** A card or phone number may come as a number. */
function redactNumber(value: number): number | string {
  const text = String(value);
  const redacted = redact(text);
  return redacted === text ? value : redacted;
}
