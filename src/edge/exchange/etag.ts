import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** A strong name of a content. Source: RFC 9110 §8.8.3. */
export const etagOf = (text: string): string => `"${hash('sha256', text, 'base64url')}"`;

/** Weak comparison: a proxy that compressed the answer may have weakened its name. Source: RFC 9110 §8.8.3.2, §13.1.2. */
export function isNamed(etag: string, { headers }: FastifyRequest): boolean {
  const names = headers['if-none-match'];
  if (names === undefined) return false;
  return names.trim() === '*' || names.split(',').some((name) => name.trim().replace(/^W\//, '') === etag);
}
