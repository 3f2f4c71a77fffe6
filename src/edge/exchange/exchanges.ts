import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { ErrorRenderer } from '../../errors/render.ts';
import type { RequestParams, Result } from '../../kernel/exchange.ts';
import type { Phase } from '../../kernel/health.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { ResponseHeaders } from '../../kernel/live-exchange.ts';
import type { Answered, Arrival } from '../../kernel/runner.ts';
import type { HttpConfig } from '../config.ts';
import type { ClientAddress } from '../addresses/client-address.ts';
import { gatewayRequest } from './gateway-request.ts';
import { sendInTime } from './send-in-time.ts';
import { timingHeaders } from './timing-headers.ts';

export interface ExchangesParts {
  readonly config: Pick<HttpConfig, 'timeouts' | 'timing'>;
  readonly clock: Clock;
  readonly run: (arrival: Arrival) => Promise<Answered>;
  readonly renderer: ErrorRenderer;
  readonly phase: () => Phase;
  readonly addressOf: ClientAddress;
  /** Those of every answer. */
  readonly headers: FlatHeaders;
}

/** Names and values in turn, as Node takes them without making an object of them. */
export type FlatHeaders = readonly string[];

export interface Answer {
  readonly result: Result;
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** The status that the errors ask for, whatever came with them. */
  readonly errorStatus: number;
  /** Gives a refusal to be written in its place. */
  readonly refuse?: (error: GatewayError) => Answer;
}

/** One request, read and answered in the manner of its address. */
export interface Served {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** The template of the address. */
  readonly route: string;
  readonly read: () => RequestParams;
  /** Writes the answer with the headers given; returns the bytes of its body. */
  readonly write: (answer: Answer, own: FlatHeaders) => number;
}

/**
 * When nothing can be run. The listener opens before the rest is built, so that its probes can say so; a server that the
 * gateway is embedded in may outlive it.
 */
const CLOSED: ReadonlyMap<Phase, string> = new Map([
  ['starting', 'is starting'],
  ['failed', 'did not start'],
  ['stopped', 'has been stopped'],
]);

/** Takes requests through the path, and out. */
export class Exchanges {
  readonly #parts: ExchangesParts;

  constructor(parts: ExchangesParts) {
    this.#parts = parts;
  }

  /** The refusal of everything, while nothing can be run. */
  closed(): GatewayError | null {
    const why = CLOSED.get(this.#parts.phase());
    if (why === undefined) return null;
    return new GatewayError(`The gateway ${why}. Try again in a moment.`, { code: 'OVERLOADED', retryAfterSeconds: 1 });
  }

  /** What cannot be read is refused on the path too, so that it is observed. */
  async serve({ request, reply, route, read, write }: Served): Promise<FastifyReply> {
    const closed = this.closed();
    if (closed) return this.#refuse(closed, reply, write);
    const ending = new AbortController();
    let answered: Answered | undefined;
    let bytes = 0;
    // The response's `close`, not the request's: that one comes as soon as a body has been read.
    reply.raw.once('close', () => {
      const aborted = !reply.raw.writableFinished;
      if (aborted) ending.abort();
      answered?.settle({ bytes, aborted, status: reply.statusCode });
    });
    answered = await this.#parts.run({ request: gatewayRequest(request, route, read, this.#parts.addressOf), ending });
    if (reply.raw.destroyed || reply.sent) {
      answered.settle({ bytes, aborted: true });
      return reply;
    }
    bytes = write(answered, this.headers(answered));
    sendInTime(reply.raw, this.#parts.config.timeouts.send);
    return reply;
  }

  headers({ exchange }: Answered): FlatHeaders {
    const { config, clock, phase, headers } = this.#parts;
    const { requestId = '', generation } = exchange;
    const all = [...headers, 'x-request-id', requestId, 'x-tollgate-generation', generation];
    if (config.timing) all.push(...timingHeaders(exchange, clock.elapsed()));
    return phase() === 'draining' ? [...all, 'connection', 'close'] : all;
  }

  #refuse(refusal: GatewayError, reply: FastifyReply, write: Served['write']): FastifyReply {
    const { errors, status, headers } = this.#parts.renderer.render(refusal, undefined);
    write({ result: { errors }, status, headers, errorStatus: status }, this.#parts.headers);
    return reply;
  }
}
