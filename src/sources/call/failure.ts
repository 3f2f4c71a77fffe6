import { GatewayError } from '../../errors/gateway-error.ts';
import type { GatewayErrorCode } from '../../errors/catalogue.ts';
import { NoPlace } from '../policies/bulkhead.ts';
import { AttemptFailed, BreakerOpen, CallerGone, TimeUp } from './attempt-failed.ts';

/** One call of a source, as far as failures need to know it. */
export interface CallFacts {
  readonly source: string;
  /** The field or type that it is for, where that is known. */
  readonly coordinate: string | undefined;
  /** False when repeating the call could do the work twice. */
  readonly repeatable: boolean;
  readonly read: boolean;
}

/** The error that a resolver sees: catalogued, naming the source, telling nothing of the source's own words. */
export function clientFailure(thrown: unknown, call: CallFacts): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  if (thrown instanceof BreakerOpen) return failure('UPSTREAM_BREAKER_OPEN', call);
  if (thrown instanceof NoPlace) return failure('UPSTREAM_OVERLOADED', call);
  if (thrown instanceof TimeUp) return failure('UPSTREAM_TIMEOUT', call, thrown);
  if (thrown instanceof CallerGone) return failure('DEADLINE_EXCEEDED', call);
  if (!(thrown instanceof AttemptFailed)) throw thrown;
  const isLost = !call.repeatable && thrown.sent && thrown.status === null;
  return failure(isLost ? 'UPSTREAM_UNKNOWN_OUTCOME' : thrown.code, call, thrown);
}

/** Which calls may be made again by the client. What was never sent may always. */
const RETRYABLE: Partial<Record<GatewayErrorCode, (call: CallFacts, cause?: Error) => boolean>> = {
  UPSTREAM_ERROR: ({ read }) => read,
  UPSTREAM_BAD_RESPONSE: ({ read }, cause) => read && cause instanceof AttemptFailed && cause.isWorthRepeating,
  UPSTREAM_TIMEOUT: ({ read }) => read,
  DEADLINE_EXCEEDED: ({ read }) => read,
  UPSTREAM_UNAVAILABLE: () => true,
  UPSTREAM_BREAKER_OPEN: () => true,
  UPSTREAM_OVERLOADED: () => true,
};

const MESSAGES: Partial<Record<GatewayErrorCode, (source: string) => string>> = {
  UPSTREAM_ERROR: (source) => `The source "${source}" answered with an error.`,
  UPSTREAM_UNAVAILABLE: (source) => `The source "${source}" cannot be reached. Try again later.`,
  UPSTREAM_TIMEOUT: (source) => `The source "${source}" did not answer in time.`,
  UPSTREAM_TLS: (source) => `The connection to the source "${source}" could not be secured.`,
  UPSTREAM_BAD_RESPONSE: (source) => `The source "${source}" answered with something that cannot be used.`,
  UPSTREAM_BREAKER_OPEN: (source) =>
    `The source "${source}" failed repeatedly and is left alone for a while. Try again later.`,
  UPSTREAM_OVERLOADED: (source) => `The source "${source}" is asked for too much. Try again later.`,
  UPSTREAM_UNKNOWN_OUTCOME: (source) =>
    `The answer of the source "${source}" to a write was lost; it may or may not have happened. Read before you repeat it.`,
  // For the record only: nobody waits for the answer any more.
  DEADLINE_EXCEEDED: () => 'The request ended before its sources had answered.',
};

/** Seconds: whatever a source asks for, no client shall be told to come back on another day. */
const LONGEST_WAIT = 86_400;

/** @param wait milliseconds */
export const secondsToWait = (wait: number): number => Math.min(LONGEST_WAIT, Math.ceil(wait / 1_000));

function failure(code: GatewayErrorCode, call: CallFacts, cause?: Error): GatewayError {
  const { source, coordinate } = call;
  const wait = cause instanceof AttemptFailed ? cause.retryAfter : null;
  return new GatewayError(
    MESSAGES[code]?.(source) ?? `The source "${source}" failed.`,
    {
      code,
      source,
      ...(coordinate !== undefined && { coordinate }),
      retryable: RETRYABLE[code]?.(call, cause) ?? false,
      ...(wait !== null && { retryAfterSeconds: secondsToWait(wait) }),
    },
    cause && { originalError: cause },
  );
}

/** The error for an answer that came whole and is not what was asked for. */
export function notTheJson(source: string, originalError?: Error): GatewayError {
  const message = `The source "${source}" answered with something that is not the JSON it promised.`;
  return new GatewayError(message, { code: 'UPSTREAM_BAD_RESPONSE', source, retryable: false }, { originalError });
}

/** The error for an answer in letters that nobody here can read. */
export function unknownCharset(source: string, originalError: Error): GatewayError {
  const message = `The source "${source}" answered in a charset that is not known here. It should answer in UTF-8.`;
  return new GatewayError(message, { code: 'UPSTREAM_BAD_RESPONSE', source, retryable: false }, { originalError });
}

/** The error for an answer below 500 that is not a success. */
export function refusedByStatus(
  status: number,
  { source, coordinate }: Pick<CallFacts, 'source' | 'coordinate'>,
): GatewayError {
  const of = (code: GatewayErrorCode, message: string, retryable?: boolean): GatewayError =>
    new GatewayError(message, {
      code,
      source,
      ...(coordinate !== undefined && { coordinate }),
      ...(retryable !== undefined && { retryable }),
    });
  const known = BY_STATUS[status];
  if (known) return of(known[0], known[1](source));
  if (status >= 300 && status < 400)
    return of('UPSTREAM_REDIRECT', `The source "${source}" answered with a redirect, which is not followed.`);
  return of('UPSTREAM_ERROR', `The source "${source}" refused the call.`, false);
}

const BY_STATUS: Readonly<Record<number, readonly [GatewayErrorCode, (source: string) => string]>> = {
  400: ['BAD_USER_INPUT', (source) => `The source "${source}" does not accept these values.`],
  404: ['NOT_FOUND', (source) => `The source "${source}" has no such thing.`],
  409: ['CONFLICT', (source) => `The change does not fit what the source "${source}" holds now.`],
  412: ['PRECONDITION_FAILED', (source) => `What the source "${source}" holds has changed since it was read.`],
  422: ['BAD_USER_INPUT', (source) => `The source "${source}" does not accept these values.`],
  429: ['UPSTREAM_OVERLOADED', (source) => `The source "${source}" is asked for too much. Try again later.`],
};
