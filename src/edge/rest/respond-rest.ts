import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { overLimit } from '../../errors/over-limit.ts';
import { errorMembers } from '../../errors/problem-details.ts';
import { jsonPointer } from '../../kernel/basics/json-pointer.ts';
import type { Result } from '../../kernel/exchange.ts';
import type { RestFace } from '../../kernel/ports/rest-faces.ts';
import { WrittenResult } from '../../kernel/written-result.ts';
import type { Answer } from '../exchange/exchanges.ts';
import { etagOf, isNamed } from '../exchange/etag.ts';
import { putHeaders } from '../exchange/put-headers.ts';
import { respondProblem } from '../exchange/respond-problem.ts';

/** What there is to tell: all of it as text, a part with what failed of the rest, an honest null, or errors alone. */
type Told =
  | { readonly is: 'whole'; readonly text: string }
  | { readonly is: 'part'; readonly text: string }
  | { readonly is: 'nothing' }
  | { readonly is: 'failed' };

export interface RestAnswered {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly face: RestFace;
  readonly answer: Answer;
  /** Answers that there is nothing at the address. */
  readonly notFound: () => number;
  /** Bytes of an answer. */
  readonly most: number;
}

/** Writes the answer of an endpoint; returns the bytes of its body. */
export function respondRest(answered: RestAnswered): number {
  const { request, reply, face, answer, notFound, most } = answered;
  const { result, status, headers, errorStatus } = answer;
  const told = tell(face, result);
  if ('text' in told && answer.refuse && Buffer.byteLength(told.text) > most)
    return respondRest({ ...answered, answer: answer.refuse(overLimit('response', most)) });
  reply.headers(face.headers);
  if (told.is === 'failed') {
    const refused = status >= 400 ? status : errorStatus;
    const errors = (result.errors ?? []).map((error) => placed(error, face));
    return respondProblem(reply, { errors, status: refused, headers });
  }
  if (told.is === 'nothing' && !face.writes) return notFound();
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const kept = reads && told.is === 'whole' ? face.cacheControl : null;
  putHeaders(reply.header('cache-control', kept ?? 'no-store'), headers, status);
  if (told.is === 'nothing') {
    reply.code(204).send();
    return 0;
  }
  if (reads && told.is === 'whole' && status === 200) {
    const etag = etagOf(told.text);
    reply.header('etag', etag);
    if (isNamed(etag, request)) {
      reply.code(304).send();
      return 0;
    }
  }
  reply.code(status).header('content-type', 'application/json; charset=utf-8').send(told.text);
  return Buffer.byteLength(told.text);
}

function tell({ answer: key }: RestFace, result: Result): Told {
  const { errors = [] } = result;
  const written = result instanceof WrittenResult && errors.length === 0 ? result.text : undefined;
  if (written !== undefined) {
    // The data is `{"key":…}` and nothing else.
    const text = key === null ? written : written.slice(`{"${key}":`.length, -1);
    return text === 'null' ? { is: 'nothing' } : { is: 'whole', text };
  }
  const { data } = result;
  if (!isObject(data)) return { is: 'failed' };
  const value = key === null ? data : data[key];
  if (errors.length === 0) return isObject(value) ? { is: 'whole', text: JSON.stringify(value) } : { is: 'nothing' };
  const isLost = !isObject(value) || (key === null && Object.values(value).every((member) => member === null));
  if (isLost) return { is: 'failed' };
  const told = errors.map((error) => ({ ...errorMembers(error), ...pointerOf(error.path, key) }));
  return { is: 'part', text: JSON.stringify({ ...value, errors: told }) };
}

/** A refused variable under the name that it has for REST clients. */
function placed(error: GraphQLFormattedError, face: RestFace): GraphQLFormattedError {
  const { variable, ...extensions } = error.extensions ?? {};
  if (typeof variable !== 'string') return error;
  const place = face.placeOf(variable);
  const name = 'parameter' in place ? place.parameter : place.pointer;
  const message = error.message.replace(/^\$\S+/, () => name);
  return { ...error, message, extensions: { ...extensions, ...place } };
}

function pointerOf(path: readonly (string | number)[] | undefined, key: string | null) {
  return path && { pointer: jsonPointer(key === null ? path : path.slice(1)) };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
