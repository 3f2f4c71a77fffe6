import { isBrokenCircuitError, isBulkheadRejectedError, isTaskCancelledError } from 'cockatiel';
import { GatewayError } from '../errors/gateway-error.ts';
import type { GatewayErrorCode } from '../errors/catalogue.ts';

/** An answer of a source, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One call of a source, as far as failures need to know it. */
export interface CallFacts {
  readonly source: string;
  /** False when repeating the call could do the work twice. */
  readonly repeatable: boolean;
  readonly read: boolean;
}

/** An attempt that failed in a way that says the source is unwell: no answer, or a 5xx. Breakers count it, retries repeat it. */
export class AttemptFailed extends Error {
  readonly code: GatewayErrorCode;
  /** `null` when no answer came. */
  readonly status: number | null;
  /** Whether the source may have done the work although no answer came. */
  readonly sent: boolean;
  /** The answer itself, where one came. */
  readonly answer: Answer | undefined;

  constructor(
    code: GatewayErrorCode,
    status: number | null,
    sent: boolean,
    { answer, ...options }: ErrorOptions & { readonly answer?: Answer } = {},
  ) {
    super(code, options);
    this.code = code;
    this.status = status;
    this.sent = sent;
    this.answer = answer;
  }
}

/** The request ended while its call was under way. */
export class CallerGone extends Error {}

/** Errors of a connection that never carried the request. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What an attempt threw, as a failure of the source. */
export function attemptFailure(thrown: unknown, timedOut: boolean): AttemptFailed {
  if (thrown instanceof AttemptFailed) return thrown;
  const code = String((thrown as NodeJS.ErrnoException | null)?.code ?? '');
  if (timedOut) return new AttemptFailed('UPSTREAM_TIMEOUT', null, true, { cause: thrown });
  if (/CERT|TLS|SSL|UNABLE_TO_VERIFY|SELF_SIGNED/.test(code))
    return new AttemptFailed('UPSTREAM_TLS', null, false, { cause: thrown });
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new AttemptFailed('UPSTREAM_BAD_RESPONSE', null, true, { cause: thrown });
  return new AttemptFailed('UPSTREAM_UNAVAILABLE', null, !NEVER_SENT.has(code), { cause: thrown });
}

/** The error that a resolver sees: catalogued, naming the source, telling nothing of the source's own words. */
export function clientFailure(thrown: unknown, call: CallFacts): GatewayError {
  const { source } = call;
  if (thrown instanceof GatewayError) return thrown;
  if (isBrokenCircuitError(thrown))
    return failure(
      'UPSTREAM_BREAKER_OPEN',
      `The source "${source}" failed repeatedly and is left alone for a while. Try again later.`,
      call,
      true,
    );
  if (isBulkheadRejectedError(thrown))
    return failure(
      'UPSTREAM_OVERLOADED',
      `Too many calls to the source "${source}" are under way. Try again later.`,
      call,
      true,
    );
  if (thrown instanceof CallerGone || isTaskCancelledError(thrown)) return callerGone(call);
  if (!(thrown instanceof AttemptFailed)) throw thrown;
  if (!call.repeatable && thrown.sent && thrown.status === null) {
    return failure(
      'UPSTREAM_UNKNOWN_OUTCOME',
      `The answer of the source "${source}" to a write was lost; it may or may not have happened. Read before you repeat it.`,
      call,
      false,
      thrown,
    );
  }
  return failure(
    thrown.code,
    MESSAGES[thrown.code]?.(source) ?? `The source "${source}" failed.`,
    call,
    RETRYABLE[thrown.code]?.(call) ?? false,
    thrown,
  );
}

/** For the record only: nobody waits for the answer any more. */
function callerGone({ source, read }: CallFacts): GatewayError {
  const message = 'The request ended before its sources had answered.';
  return new GatewayError(message, { code: 'DEADLINE_EXCEEDED', source, retryable: read });
}

/** Which calls may be made again by the client. What was never sent may always. */
const RETRYABLE: Partial<Record<GatewayErrorCode, (call: CallFacts) => boolean>> = {
  UPSTREAM_ERROR: ({ read }) => read,
  UPSTREAM_TIMEOUT: ({ read }) => read,
  UPSTREAM_UNAVAILABLE: () => true,
};

const MESSAGES: Partial<Record<GatewayErrorCode, (source: string) => string>> = {
  UPSTREAM_ERROR: (source) => `The source "${source}" answered with an error.`,
  UPSTREAM_UNAVAILABLE: (source) => `The source "${source}" cannot be reached. Try again later.`,
  UPSTREAM_TIMEOUT: (source) => `The source "${source}" did not answer in time.`,
  UPSTREAM_TLS: (source) => `The connection to the source "${source}" could not be secured.`,
  UPSTREAM_BAD_RESPONSE: (source) => `The source "${source}" answered with something that cannot be used.`,
};

function failure(
  code: GatewayErrorCode,
  message: string,
  { source }: CallFacts,
  retryable: boolean,
  cause?: Error,
): GatewayError {
  return new GatewayError(message, { code, source, retryable }, cause && { originalError: cause });
}

/** The error for an answer below 500 that is not a success. */
export function refusedByStatus(status: number, { source }: Pick<CallFacts, 'source'>): GatewayError {
  const known = BY_STATUS[status];
  if (known) return new GatewayError(known[1](source), { code: known[0], source });
  if (status >= 300 && status < 400)
    return new GatewayError(`The source "${source}" answered with a redirect, which is not followed.`, {
      code: 'UPSTREAM_REDIRECT',
      source,
    });
  return new GatewayError(`The source "${source}" refused the call.`, {
    code: 'UPSTREAM_ERROR',
    source,
    retryable: false,
  });
}

const BY_STATUS: Readonly<Record<number, readonly [GatewayErrorCode, (source: string) => string]>> = {
  400: ['BAD_USER_INPUT', (source) => `The source "${source}" does not accept these values.`],
  404: ['NOT_FOUND', (source) => `The source "${source}" has no such thing.`],
  409: ['CONFLICT', (source) => `The change does not fit what the source "${source}" holds now.`],
  412: ['PRECONDITION_FAILED', (source) => `What the source "${source}" holds has changed since it was read.`],
  422: ['BAD_USER_INPUT', (source) => `The source "${source}" does not accept these values.`],
};
