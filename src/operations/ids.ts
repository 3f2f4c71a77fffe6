import { createHash } from 'node:crypto';
import type { IdAlgorithm } from '../kernel/ports/registry.ts';

/** SHA-256 of a text in UTF-8, as lower-case hex. */
export const sha256 = (text: string): string => digest('sha256', text);

const digest = (algorithm: string, text: string): string => createHash(algorithm).update(text, 'utf8').digest('hex');

const PREFIX = 'sha256:';
const LONGEST = 512;
/** Unreserved characters of a URL. Source: Persisted Documents appendix, "custom" identifiers. */
const CUSTOM = /^[A-Za-z0-9._~-]+$/;
const OWN_PREFIX = /^x-[a-z0-9-]+:[A-Za-z0-9._~-]+$/;
const HASH = /^[0-9a-f]{64}$/;

export const isHash = (id: string): boolean => HASH.test(id);

/** What an id may look like, for people. */
export const ID_FORMS = 'Ids are `sha256:` with 64 lower-case hex digits, or at most 512 letters, digits and `-._~`.';

/** An id as operations are found by it: `sha256:` before 64 hex digits is stripped; `null` for what can be no id. */
export function normalisedId(value: string): string | null {
  if (value.length > LONGEST) return null;
  if (value.startsWith(PREFIX)) {
    const hash = value.slice(PREFIX.length);
    return isHash(hash) ? hash : null;
  }
  return CUSTOM.test(value) || OWN_PREFIX.test(value) ? value : null;
}

/** By hex digits. */
const ALGORITHMS: ReadonlyMap<number, IdAlgorithm> = new Map([
  [64, 'sha256'],
  [40, 'sha1'],
  [32, 'md5'],
]);

/** What of an id, normalised, is not so, where it or `said` tell how it was made; one that a client made up tells nothing. */
export function idMistake(id: string, text: string, said?: IdAlgorithm): string | undefined {
  const promised = isHash(id) ? 'sha256' : said;
  if (promised === undefined || promised === 'custom' || promised === algorithmOf(id, text)) return undefined;
  return `The id is not the ${NAMES[promised]} of the document.`;
}

const NAMES = { sha256: 'SHA-256', sha1: 'SHA-1', md5: 'MD5' } as const;

/** How an id, normalised, was made from its text. */
export function algorithmOf(id: string, text: string): IdAlgorithm {
  const algorithm = ALGORITHMS.get(id.length);
  return algorithm && digest(algorithm, text) === id ? algorithm : 'custom';
}
