import type { Detector, Finding } from './finding.ts';

/** A maximal run of what tokens are written with; maximal runs never overlap. Dots part it. */
const TOKEN_RUN = /[A-Za-z0-9_\-.~+]{16,}/g;
/** How the keys of well-known vendors begin. */
const KNOWN_KEY =
  /^(?:(?:sk|pk|rk)[_-](?:live|test|proj)?|gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|AKIA|ASIA|AIza|SG\.|whsec_|npm_|hf_|dop_v1_)/;
/** A name that says that a secret follows. Its parts are bounded, so that a long text cannot make it slow. */
const NAMED_SECRET =
  /\b(?:password|passwd|pwd|secret|client_secret|api[_-]?key|access[_-]?token|refresh[_-]?token|token|authorization|bearer|basic)\b["']?\s{0,3}[:= ]\s{0,3}(?:bearer\s{1,3}|basic\s{1,3})?["']?([^\s"',;&<>]{6,512})/gi;

/** JSON web tokens, the keys of well-known vendors, what looks as random as a key, and what a name calls a secret. */
export const detectTokens: Detector = (text) => {
  const found: Finding[] = [];
  for (const { 0: run, index } of text.matchAll(TOKEN_RUN)) found.push(...tokensOf(run, index));
  for (const match of text.matchAll(NAMED_SECRET)) {
    const value = match[1] ?? '';
    const start = match.index + match[0].length - value.length;
    found.push({ class: isJwt(value) ? 'JWT' : 'SECRET', start, end: start + value.length });
  }
  return found;
};

/** The tokens in a run that begins at an index: a dot joins the parts of a web token and ends every other. */
function tokensOf(run: string, index: number): readonly Finding[] {
  const found: Finding[] = [];
  const parts = run.split('.');
  let start = index;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    const isToken = isJwtHead(part) && at + 2 < parts.length;
    const value = isToken ? parts.slice(at, at + 3).join('.') : part;
    const pii = isToken ? 'JWT' : KNOWN_KEY.test(part) || looksRandom(part) ? 'SECRET' : undefined;
    if (pii) found.push({ class: pii, start, end: start + value.length });
    start += value.length + 1;
    if (isToken) at += 2;
  }
  return found;
}

/** The base64url of `{"`, with which the header of every web token begins. Source: RFC 7519 §3. */
function isJwtHead(part: string): boolean {
  return part.startsWith('eyJ') && part.length >= 10;
}

function isJwt(value: string): boolean {
  return isJwtHead(value) && value.split('.').length === 3;
}

/**
 * Random text of a key's length: upper case, lower case and digits mixed through. Ids in hex, UUIDs, paths and words
 * joined by dots or dashes are none of it.
 */
function looksRandom(value: string): boolean {
  const core = value.replace(/^[-_~]+|[-_~]+$/g, '');
  if (core.length < 24 || /^[0-9a-f-]+$/i.test(core)) return false;
  const digits = core.replace(/\D/g, '').length;
  if (digits < 3 || !/[a-z]/.test(core) || !/[A-Z]/.test(core)) return false;
  return entropy(core) >= 3.8;
}

/** Bits a character. Source: Shannon 1948. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
