import type { FastifyReply } from 'fastify';
import { overLimit } from '../../errors/over-limit.ts';
import type { Result } from '../../kernel/exchange.ts';
import type { Answer, FlatHeaders } from '../exchange/exchanges.ts';
import { mayBear } from '../exchange/put-headers.ts';
import type { HttpConfig } from '../config.ts';
import { WrittenResult } from '../../kernel/written-result.ts';
import type { MediaType } from './negotiate.ts';

/** What decides the media type of an answer, besides its status. */
export interface Wish {
  readonly accepted: MediaType | null;
  readonly profile: HttpConfig['profile'];
  /** Bytes of an answer. */
  readonly most: number;
}

/** Writes a GraphQL answer with the headers given; returns the bytes of its body. */
export function respond(reply: FastifyReply, wish: Wish, answer: Answer, own: FlatHeaders): number {
  const { body, bytes, status, headers } = written(answer, wish);
  write(reply, { body, bytes, type: mediaType(wish, status), status, headers, own });
  return bytes;
}

/**
 * Writes the answers to an array of requests as an array. Each says for itself how it went; the whole is a success, and no
 * header of one of them may speak for the others. Returns the bytes of each.
 */
export function respondBatch(
  reply: FastifyReply,
  wish: Wish,
  answers: readonly Answer[],
  own: FlatHeaders,
): readonly number[] {
  const all = answers.map((answer) => written(answer, wish));
  const body = `[${all.map((one) => one.body).join(',')}]`;
  const bytes = Buffer.byteLength(body);
  write(reply, { body, bytes, type: mediaType(wish, 200), status: 200, headers: {}, own });
  return all.map((one) => one.bytes);
}

interface Body extends Pick<Answer, 'status' | 'headers'> {
  readonly body: string;
  readonly bytes: number;
}

function written({ refuse, ...answer }: Answer, { most }: Wish): Body {
  const body = serialize(answer.result);
  const bytes = Buffer.byteLength(body);
  if (bytes > most && refuse) return written(refuse(overLimit('response', most)), NO_LIMIT);
  return { body, bytes, status: answer.status, headers: answer.headers };
}

const NO_LIMIT = { accepted: null, profile: 'standard', most: Infinity } as const satisfies Wish;

/**
 * A client that knows only `application/json` may trust it on success alone. Source: GraphQL over HTTP §1.4. Apollo Server
 * answers errors in the type asked for too.
 */
function mediaType({ accepted, profile }: Wish, status: number): MediaType {
  if (accepted === null) return 'application/json';
  return profile === 'legacy' || status < 300 ? accepted : 'application/graphql-response+json';
}

interface Written extends Body {
  readonly type: MediaType;
  readonly own: FlatHeaders;
}

/** Past Fastify's reply and its record of headers, which cost a small answer more than its bytes. */
function write(reply: FastifyReply, { body, bytes, type, status, headers, own }: Written): void {
  const all = [...own, 'content-type', `${type}; charset=utf-8`, 'content-length', String(bytes)];
  if (headers['cache-control'] === undefined) all.push('cache-control', 'no-store');
  for (const name in headers)
    if (mayBear(status, name)) for (const value of [headers[name] ?? ''].flat()) all.push(name, value);
  const noted = reply.getHeaders();
  for (const name in noted) all.push(name, String(noted[name]));
  reply.hijack();
  reply.raw.writeHead(status, all);
  reply.raw.end(body);
}

/** Errors first, so that a log that cuts the body still shows them. */
function serialize(result: Result): string {
  const { errors, extensions } = result;
  const text = result instanceof WrittenResult ? result.text : undefined;
  if (text !== undefined && !errors) {
    return extensions ? `{"data":${text},"extensions":${JSON.stringify(extensions)}}` : `{"data":${text}}`;
  }
  const { data } = result;
  return JSON.stringify({
    ...(errors?.length && { errors }),
    ...(data !== undefined && { data }),
    ...(extensions && { extensions }),
  });
}
