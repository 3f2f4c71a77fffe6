import { redact } from './redact.ts';

const OWN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MOST_REMEMBERED = 500;
const LONGEST_REMEMBERED = 128;
const known = new Map<string, string>();

/**
 * `redact` for what stands in every line and span: names of clients come again and again, and are remembered; an id that
 * we made ourselves holds nothing.
 */
export function redactName(text: string): string {
  if (OWN_ID.test(text)) return text;
  const redacted = known.get(text) ?? redact(text);
  if (text.length <= LONGEST_REMEMBERED && known.size < MOST_REMEMBERED) known.set(text, redacted);
  return redacted;
}
