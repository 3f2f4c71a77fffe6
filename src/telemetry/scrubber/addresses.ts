import { isIP } from 'node:net';
import type { Detector, Finding } from './finding.ts';

const IPV4_RUN = /\d[\d.]*\d/g;
const IPV6_RUN = /[0-9a-fA-F:.]{2,}/g;
/** Two letters, two digits, groups of up to four: bounded, as an IBAN is at most 34 characters. Source: ISO 13616. */
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;

/** IP addresses of both families. */
export const detectIps: Detector = (text) => {
  const found: Finding[] = [];
  for (const { 0: value, index } of text.matchAll(IPV4_RUN)) {
    if (isIP(value) === 4 && !/[\w.]/.test(text[index - 1] ?? ' '))
      found.push({ class: 'IP', start: index, end: index + value.length });
  }
  for (const { 0: run, index } of text.matchAll(IPV6_RUN)) {
    const value = run.replace(/[:.]$/, '');
    if (run.length <= 45 && value.includes(':') && value.length > 3 && isIP(value) === 6)
      found.push({ class: 'IP', start: index, end: index + value.length });
  }
  return found;
};

/** International bank account numbers, their check digits right. */
export const detectIbans: Detector = (text) => {
  const found: Finding[] = [];
  for (const { 0: value, index } of text.matchAll(IBAN)) {
    if (hasRightCheckDigits(value.replaceAll(' ', '')))
      found.push({ class: 'IBAN', start: index, end: index + value.length });
  }
  return found;
};

/** Source: ISO 7064, MOD 97-10. */
function hasRightCheckDigits(iban: string): boolean {
  if (iban.length < 15 || iban.length > 34) return false;
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    for (const digit of String(Number.parseInt(character, 36))) remainder = (remainder * 10 + Number(digit)) % 97;
  }
  return remainder === 1;
}
