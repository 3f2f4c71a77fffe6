import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** A piece of a request; `#` in a repeated text is its number from 0, `#+` the one after. */
type Segment = string | { readonly times: number; readonly text: string } | { readonly hex: string };

const WAYS = ['POST', 'GET', 'batch', 'apq', 'id'] as const;
export type Way = (typeof WAYS)[number];

/** A request that would do harm, and what it must be answered. The rows are those of the catalogue of attacks. */
export interface Case {
  readonly row: number;
  readonly name: string;
  /** Which gateway it is sent to; `open`, which takes texts and arrays, when left out. */
  readonly gateway?: 'open' | 'priced' | 'dev' | 'unbatched' | 'safelist' | 'ids-only';
  /** Left out: every way that can carry it. */
  readonly ways?: readonly Way[];
  readonly query?: readonly Segment[];
  /** As JSON. */
  readonly variables?: readonly Segment[];
  readonly operationName?: readonly Segment[];
  /** In place of the members above. */
  readonly body?: readonly Segment[];
  readonly search?: readonly Segment[];
  /** Whether its operation is in the registry. */
  readonly registered?: boolean;
  readonly status: number;
  /** `null` where it is answered with data. */
  readonly code: string | null;
  /** How many errors say so; one when left out. */
  readonly errors?: number;
  /** Of the processor, from sending it to having the answer. */
  readonly milliseconds: number;
}

const FOLDER = new URL('../../cases/', import.meta.url);

export function readCases(): readonly Case[] {
  return readdirSync(FOLDER).flatMap((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Case[]);
}

export const textOf = (segments: readonly Segment[]): string => bytesOf(segments).toString('utf8');

function bytesOf(segments: readonly Segment[]): Buffer {
  return Buffer.concat(
    segments.map((segment) => {
      if (typeof segment === 'string') return Buffer.from(segment);
      if ('hex' in segment) return Buffer.from(segment.hex, 'hex');
      const { times, text } = segment;
      const at = (index: number): string => text.replaceAll('#+', String(index + 1)).replaceAll('#', String(index));
      return Buffer.from(
        text.includes('#') ? Array.from({ length: times }, (_, index) => at(index)).join('') : text.repeat(times),
      );
    }),
  );
}

export const idOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What the public listener takes as an address at most. */
const LONGEST_URL = 12 * 1024;

/** The ways that can carry a case. */
export function waysOf(one: Case): readonly Way[] {
  if (one.body) return ['POST'];
  if (one.search) return ['GET'];
  const wanted = one.ways ?? WAYS;
  return wanted.filter((way) => {
    if (way === 'id') return one.registered ?? false;
    return way !== 'GET' || searchOf(one).length < LONGEST_URL - 64;
  });
}

function searchOf({ query = [], variables, operationName, search }: Case): string {
  if (search) return textOf(search).replaceAll('"', '%22').replaceAll('{', '%7B').replaceAll('}', '%7D');
  const given = {
    query: textOf(query),
    ...(variables && { variables: textOf(variables) }),
    ...(operationName && { operationName: textOf(operationName) }),
  };
  return String(new URLSearchParams(given));
}

/** The request that sends a case on a way. */
export function requestOf(one: Case, way: Way): { readonly path: string; readonly init: RequestInit } {
  if (way === 'GET')
    return { path: `/graphql?${searchOf(one)}`, init: { headers: { 'apollo-require-preflight': '1' } } };
  return {
    path: '/graphql',
    init: { method: 'POST', headers: { 'content-type': 'application/json' }, body: new Uint8Array(bodyOf(one, way)) },
  };
}

/** Written by hand: what a case says of its variables may be no value that could be written. */
function bodyOf({ query = [], variables, operationName, body }: Case, way: Way): Buffer {
  if (body) return bytesOf(body);
  const text = textOf(query);
  const hash = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: idOf(text) } });
  const members = [
    way === 'id' ? `"documentId":"sha256:${idOf(text)}"` : `"query":${JSON.stringify(text)}`,
    ...(variables ? [`"variables":${textOf(variables)}`] : []),
    ...(operationName ? [`"operationName":${JSON.stringify(textOf(operationName))}`] : []),
    ...(way === 'apq' ? [`"extensions":${hash}`] : []),
  ];
  return Buffer.from(way === 'batch' ? `[{${members.join(',')}}]` : `{${members.join(',')}}`);
}
