import type { Detector, Finding } from './finding.ts';

const LOCAL = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const DOMAIN = /[\p{L}\p{N}.-]/u;
/** Source: RFC 5321 §4.5.3.1. */
const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 255;

/** Addresses, found from each `@` outwards, so that a long text without one costs nothing. */
export const detectEmails: Detector = (text) => {
  const found: Finding[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at);
    const end = domainEnd(text, at);
    if (start < at && end > at) found.push({ class: 'EMAIL', start, end });
  }
  return found;
};

function localStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < LONGEST_LOCAL && LOCAL.test(text[start - 1] ?? '')) start--;
  // What is written around an address belongs to the sentence: `'ada@example.com'`, `mail=ada@example.com`.
  return (
    at -
    (
      text
        .slice(start, at)
        .split(/[='/?&`{|]/)
        .at(-1) ?? ''
    ).length
  );
}

function domainEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && end - at <= LONGEST_DOMAIN && DOMAIN.test(text[end] ?? '')) end++;
  while (end > at && /[.-]/.test(text[end - 1] ?? '')) end--;
  const domain = text.slice(at + 1, end);
  return /^[^.]+(\.[^.]+)*\.[\p{L}]{2,24}$/u.test(domain) ? end : at;
}
