import { detectIbans, detectIps } from './addresses.ts';
import { detectEmails } from './emails.ts';
import type { Detector, Finding } from './finding.ts';
import { mask } from './mask.ts';
import { detectNumbers } from './numbers.ts';
import { detectTokens } from './tokens.ts';

/** The surer kinds first: where two find something at one place, the first keeps it. */
const DETECTORS: readonly Detector[] = [detectTokens, detectEmails, detectIbans, detectIps, detectNumbers];

/**
 * Finds personal data and secrets in a text by what they look like, in order and without overlap: email addresses,
 * phone numbers, payment cards (with their check digit), IBANs (likewise), IP addresses, JSON web tokens and keys. Its
 * time grows with the length of the text and no faster.
 */
export function detect(text: string): readonly Finding[] {
  const found = DETECTORS.flatMap((detector) => detector(text));
  if (found.length < 2) return found;
  const taken = new Uint8Array(text.length);
  const kept = found.filter(({ start, end }) => {
    if (taken.subarray(start, end).includes(1)) return false;
    taken.fill(1, start, end);
    return true;
  });
  return kept.sort((a, b) => a.start - b.start);
}

/** A text with all that `detect` finds masked: `Mail j***@e***.com, call ***-***-4567`. */
export function redact(text: string): string {
  let masked = '';
  let from = 0;
  for (const { class: pii, start, end } of detect(text)) {
    masked += text.slice(from, start) + mask(text.slice(start, end), pii);
    from = end;
  }
  return from === 0 ? text : masked + text.slice(from);
}
