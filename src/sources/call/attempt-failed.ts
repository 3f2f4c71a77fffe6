import { errors } from 'undici';
import type { GatewayErrorCode } from '../../errors/catalogue.ts';
import type { Answer } from './answer.ts';

/** How far a call came before it failed. */
interface Reach {
  /** The answer itself, where one came. */
  readonly answer?: Answer;
  /** Whether the source may have done the work although no answer came. */
  readonly sent: boolean;
  /** Whether trying again cannot help: the source cannot be trusted, or does not keep to its protocol. */
  readonly isFinal?: boolean;
  readonly cause?: unknown;
}

/** A try that failed in a way that says the source is unwell: no answer, a 5xx, or a word to wait. Retries repeat it. */
export class AttemptFailed extends Error {
  readonly code: GatewayErrorCode;
  /** `null` when no answer came. */
  readonly status: number | null;
  readonly sent: boolean;
  readonly answer: Answer | undefined;
  readonly isWorthRepeating: boolean;
  /** Milliseconds that the source asks to be left alone; `null` where it does not. */
  readonly retryAfter: number | null;

  constructor(code: GatewayErrorCode, { answer, sent, isFinal = false, cause }: Reach) {
    super(code, { cause });
    this.code = code;
    this.status = answer?.status ?? null;
    this.sent = sent;
    this.isWorthRepeating = !isFinal;
    this.answer = answer;
    this.retryAfter = answer ? retryAfterOf(answer.headers) : null;
  }
}

/** The request ended while its call was under way. */
export class CallerGone extends Error {}

/** The time of the call was up. */
export class TimeUp extends Error {}

/** The source's breaker is open. */
export class BreakerOpen extends Error {}

/** What says that a source is unwell: a 5xx. A 429 says that it is asked too much. */
export function failureOfStatus(answer: Answer): AttemptFailed | undefined {
  if (answer.status >= 500) return new AttemptFailed('UPSTREAM_ERROR', { answer, sent: true });
  return answer.status === 429 ? new AttemptFailed('UPSTREAM_OVERLOADED', { answer, sent: false }) : undefined;
}

/** What a try came to before it threw. */
interface Try {
  /** When its request went out or the source was last heard of; `undefined` where it had no connection. */
  readonly heardAt: number | undefined;
  /** Whether the head of an answer had come. */
  readonly isAnswered: boolean;
}

/** What a try threw, as a failure of the source. */
export function attemptFailure(thrown: unknown, tried: Try | undefined): AttemptFailed {
  if (thrown instanceof AttemptFailed) return thrown;
  const isAnswered = tried?.isAnswered ?? false;
  const reach = { sent: tried?.heardAt !== undefined, cause: thrown };
  const errorCode = String((thrown as NodeJS.ErrnoException | null)?.code);
  if (thrown instanceof TimeUp) return new AttemptFailed('UPSTREAM_TIMEOUT', reach);
  if (INSECURE.test(errorCode)) return new AttemptFailed('UPSTREAM_TLS', { ...reach, isFinal: true });
  if (thrown instanceof Error && isUnreadable(thrown, errorCode, isAnswered))
    return new AttemptFailed('UPSTREAM_BAD_RESPONSE', { ...reach, isFinal: true });
  // An answer that broke off is none either, but the next may be whole.
  return new AttemptFailed(isAnswered ? 'UPSTREAM_BAD_RESPONSE' : 'UPSTREAM_UNAVAILABLE', reach);
}

const INSECURE = /CERT|TLS|SSL|UNABLE_TO_VERIFY|SELF_SIGNED|EPROTO/;
const TOO_MUCH = /^UND_ERR_(?:RES_EXCEEDED_MAX_SIZE|HEADERS_OVERFLOW)$/;

/** Whether what came is too large, or no answer by the rules of HTTP. Much of it undici tells apart by its words alone. */
function isUnreadable(thrown: Error, code: string, isAnswered: boolean): boolean {
  if (thrown instanceof errors.HTTPParserError) return !thrown.message.includes('EOF');
  if (thrown instanceof errors.SocketError) return thrown.message.startsWith('bad ');
  // After the head it says that the connection ended amid the body.
  if (thrown instanceof errors.ResponseContentLengthMismatchError) return !isAnswered;
  return TOO_MUCH.test(code);
}

/** A request that could not be made says nothing of the source: the code that made it is wrong. */
export function isUnsendable(thrown: unknown): boolean {
  return thrown instanceof TypeError || (thrown as { code?: unknown } | null)?.code === 'UND_ERR_INVALID_ARG';
}

/** Milliseconds that an answer asks for, in seconds or by a date; `null` where it does not. Source: RFC 9110 §10.2.3. */
export function retryAfterOf(headers: Answer['headers']): number | null {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return null;
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}
