import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../errors/gateway-error.ts';
import { overLimit } from '../../errors/over-limit.ts';
import type { GatewayRequest, RequestParams } from '../../kernel/exchange.ts';
import type { Answered, Arrival } from '../../kernel/runner.ts';
import type { HttpConfig } from '../config.ts';
import type { ClientAddress } from '../addresses/client-address.ts';
import { gatewayRequest } from '../exchange/gateway-request.ts';
import { objectOf, parseBody } from './params.ts';

/** Reads one request of an array; throws a `GatewayError` where it is none. */
export type Read = () => RequestParams;

const WHITE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const BRACKET = 0x5b;

/** Whether a body is an array, told by its first byte. */
export function isArray(body: unknown): body is Buffer {
  return Buffer.isBuffer(body) && body[body.findIndex((byte) => !WHITE.has(byte))] === BRACKET;
}

/** How to read each request of an array; throws where it is none, or too long. */
export function batchReads(body: Buffer, { batch: most, jsonDepth }: HttpConfig['limits']): readonly Read[] {
  const value = parseBody(body, jsonDepth);
  if (!Array.isArray(value) || value.length === 0)
    throw new GatewayError('The array of requests is empty.', { code: 'BAD_REQUEST' });
  if (value.length > most) throw overLimit('batch', most);
  return value.map((element: unknown) => () => objectOf(element, 'Each element of the array'));
}

export interface BatchParts {
  readonly request: FastifyRequest;
  readonly response: ServerResponse;
  readonly reads: readonly Read[];
  readonly run: (arrival: Arrival) => Promise<Answered>;
  readonly addressOf: ClientAddress;
}

/** The answers to an array of requests. */
export interface Batch {
  readonly answers: readonly Answered[];
  /** Takes the bytes of each answer; each is settled with them when the response has ended. */
  readonly wrote: (bytes: readonly number[]) => void;
  readonly settle: (aborted: boolean) => void;
}

/** Runs each request of an array as an exchange of its own, all at once and under one request id. */
export async function runBatch({ request, response, reads, run, addressOf }: BatchParts): Promise<Batch> {
  const requestId = request.headers['x-request-id'] ?? randomUUID();
  const underOneId = (one: GatewayRequest): GatewayRequest => ({
    ...one,
    header: (name) => (name === 'x-request-id' ? String(requestId) : one.header(name)),
  });
  const running = reads.map((read) => {
    const ending = new AbortController();
    return {
      ending,
      answer: run({ request: underOneId(gatewayRequest(request, '/graphql', read, addressOf)), ending }),
    };
  });
  let answers: readonly Answered[] = [];
  let bytes: readonly number[] = [];
  const settle = (aborted: boolean): void => {
    if (aborted) for (const { ending } of running) ending.abort();
    for (const [index, answered] of answers.entries()) answered.settle({ bytes: bytes[index] ?? 0, aborted });
  };
  response.once('close', () => settle(!response.writableFinished));
  answers = await Promise.all(running.map(({ answer }) => answer));
  return {
    answers,
    wrote: (written) => (bytes = written),
    settle,
  };
}
