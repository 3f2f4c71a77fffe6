import { isIP } from 'node:net';
import type { Detector, Finding, PiiClass } from './finding.ts';

/** A maximal run of what numbers are written with. Maximal runs never overlap, so each character is looked at once. */
const NUMBER_RUN = /[+(]?\d[\d\s().\-/]*\d/g;
const LONGEST = 40;

/** Payment cards and phone numbers, in the ways that people write them. */
export const detectNumbers: Detector = (text) => {
  const found: Finding[] = [];
  for (const match of text.matchAll(NUMBER_RUN)) {
    for (const { value, offset } of pieces(match[0])) {
      const pii = classOfNumber(value, text, match.index + offset);
      if (pii) found.push({ class: pii, start: match.index + offset, end: match.index + offset + value.length });
    }
  }
  return found;
};

/** Two numbers in one line are one run; wide gaps and line ends part them. */
function* pieces(run: string): Iterable<{ readonly value: string; readonly offset: number }> {
  for (const match of run.matchAll(/\S+(?:[ \u00a0]\S+)*/g)) yield { value: match[0], offset: match.index };
}

function classOfNumber(value: string, text: string, start: number): PiiClass | undefined {
  if (value.length > LONGEST) return undefined;
  const before = text[start - 1] ?? ' ';
  const after = text[start + value.length] ?? ' ';
  // Part of a word or of a longer number: an id, a hash, a version.
  if (/[\w.:#]/.test(before) || /[A-Za-z_]/.test(after)) return undefined;
  const digits = value.replace(/\D/g, '');
  if (digits.length >= 13 && digits.length <= 19 && /^[\d -]+$/.test(value) && /^[2-6]/.test(digits) && luhn(digits))
    return 'CARD';
  return isPhone(value, digits) ? 'PHONE' : undefined;
}

function isPhone(value: string, digits: string): boolean {
  if (digits.length < 8 || digits.length > 15 || isDate(value)) return false;
  if (value.startsWith('+')) return true;
  if (/^00[1-9]/.test(digits) && digits.length >= 11) return true;
  const groups = value.split(/\D+/).filter(Boolean);
  if (groups.length === 1) return /^0\d{8,10}$/.test(value) || /^[2-9]\d{2}[2-9]\d{6}$/.test(value);
  // Grouped national numbers: no group longer than a subscriber's, and no decimals.
  return (
    digits.length >= 9 &&
    digits.length <= 12 &&
    groups.every((group) => group.length <= 8) &&
    /^[(\d]/.test(value) &&
    (groups.length >= 3 || value.startsWith('(') || digits.startsWith('0'))
  );
}

function isDate(value: string): boolean {
  return (
    /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/.test(value) || /^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}/.test(value) || isIP(value) !== 0
  );
}

/** The check digit of payment cards. Source: ISO/IEC 7812-1, annex B. */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
