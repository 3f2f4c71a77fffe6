import { type LimitCode, limitCodes } from './limits.ts';

/** One kind of error that may leave the gateway. */
export interface CatalogueEntry {
  readonly code: string;
  /** The HTTP status of an answer without `data`; with `data` the status is 200. */
  readonly httpStatus: number;
  /** Whether sending the same request again may succeed. */
  readonly retryable: boolean;
  /** What it means and what to do. */
  readonly description: string;
}

const rows = [
  [
    'BAD_REQUEST',
    400,
    false,
    'The request could not be read: broken JSON or framing (400), or JSON that is no GraphQL request (422). Mend the request.',
  ],
  ['GRAPHQL_PARSE_FAILED', 400, false, 'The document is not GraphQL. Mend the syntax at the position given.'],
  ['GRAPHQL_VALIDATION_FAILED', 422, false, 'The document does not fit the schema. Mend it at the position given.'],
  [
    'OPERATION_RESOLUTION_FAILURE',
    422,
    false,
    'The document has no operation of the name sent, or several and no name was sent.',
  ],
  ['BAD_USER_INPUT', 422, false, 'A variable or argument has a value that the operation does not accept.'],
  [
    'INTROSPECTION_DISABLED',
    422,
    false,
    'The schema is not shown to clients here. Use the schema file of your project.',
  ],
  [
    'PERSISTED_QUERY_NOT_FOUND',
    404,
    false,
    'No operation has this id. As an answer to an automatic persisted query it comes with 200: send the text along once.',
  ],
  [
    'PERSISTED_QUERY_NOT_IN_LIST',
    404,
    false,
    'No registered operation has this id. Register it with `tollgate operations build` and deploy.',
  ],
  [
    'PERSISTED_QUERY_ID_REQUIRED',
    400,
    false,
    'This gateway takes registered operations by id only. Send the id instead of the text.',
  ],
  [
    'PERSISTED_QUERY_HASH_MISMATCH',
    400,
    false,
    'The hash sent is not the SHA-256 of the text sent. Hash the exact text, in UTF-8, as lower-case hex.',
  ],
  [
    'QUERY_NOT_IN_SAFELIST',
    403,
    false,
    'The text is not that of a registered operation. Register it, or send it to a gateway in mode `open`.',
  ],
  ['CANNOT_SEND_PQ_ID_AND_BODY', 400, false, 'A document id and a text were sent together. Send one of them.'],
  [
    'COST_ESTIMATED_TOO_EXPENSIVE',
    422,
    false,
    'The request would cost more points than one request may. Ask for less.',
  ],
  ['COST_BUDGET_EXHAUSTED', 429, true, 'The points of this window are spent. Try again after the time given.'],
  ['RATE_LIMITED', 429, true, 'Too many requests in this window. Try again after the time given.'],
  ['UNAUTHENTICATED', 401, false, 'The request needs credentials, or those sent are not valid.'],
  ['FORBIDDEN', 403, false, 'The principal may not do this.'],
  ['UNAUTHORIZED_FIELD_OR_TYPE', 403, false, 'The principal may not see this field. The rest of the answer is whole.'],
  ['NOT_FOUND', 404, false, 'The thing asked for does not exist.'],
  ['CONFLICT', 409, false, 'The change does not fit the present state. Read again, then decide.'],
  ['PRECONDITION_FAILED', 412, false, 'The thing has changed since it was read. Read again, then repeat the change.'],
  ['IDEMPOTENCY_KEY_REUSED', 422, false, 'The idempotency key was used with another request before. Use a new key.'],
  [
    'FEATURE_DISABLED',
    422,
    false,
    'The feature behind this field is switched off for the caller. The rest of the answer is whole.',
  ],
  ['UPSTREAM_ERROR', 502, true, 'A source answered with an error. Reads may be tried again.'],
  [
    'UPSTREAM_BAD_RESPONSE',
    502,
    false,
    'A source answered with something that is not the JSON it promised or not what the schema says, or its answer broke off.',
  ],
  [
    'UPSTREAM_TLS',
    502,
    false,
    'The connection to a source could not be secured. Its certificate, or what answers in its place, needs an operator.',
  ],
  [
    'UPSTREAM_REDIRECT',
    502,
    false,
    'A source answered with a redirect, which is never followed. Configure its final address.',
  ],
  ['UPSTREAM_UNAVAILABLE', 503, true, 'A source cannot be reached. Try again later.'],
  ['UPSTREAM_BREAKER_OPEN', 503, true, 'A source failed repeatedly and is left alone for a while. Try again later.'],
  ['UPSTREAM_OVERLOADED', 503, true, 'Too many calls to a source are under way already. Try again later.'],
  ['UPSTREAM_TIMEOUT', 504, true, 'A source did not answer in time. Reads may be tried again.'],
  [
    'DEADLINE_EXCEEDED',
    504,
    true,
    'The time given to the request ended before its answer was whole. Reads may be tried again.',
  ],
  [
    'UPSTREAM_UNKNOWN_OUTCOME',
    502,
    false,
    'The answer to a write was lost, so it may or may not have happened. Read before repeating it.',
  ],
  [
    'OVERLOADED',
    503,
    true,
    'The gateway has no room for this request, or is stopping. Try again after the time given.',
  ],
  ['INTERNAL_SERVER_ERROR', 500, false, 'Something failed inside. Tell the operators the request id.'],
  [
    'METHOD_NOT_ALLOWED',
    405,
    false,
    'The address does not take this method; `Allow` names those it takes. Mutations need POST.',
  ],
  [
    'NOT_ACCEPTABLE',
    406,
    false,
    'None of the media types in `Accept` can be answered. Accept `application/graphql-response+json` or `application/json`.',
  ],
  ['UNSUPPORTED_MEDIA_TYPE', 415, false, 'The body must be `application/json`, in UTF-8.'],
  ['REQUEST_TIMEOUT', 408, true, 'The request did not arrive in time. Send it again.'],
  ['URI_TOO_LONG', 414, false, 'The address is too long. Send the request by POST, or by id.'],
  ['HEADERS_TOO_LARGE', 431, false, 'The headers are too large. Send fewer or smaller ones.'],
  ['PAYLOAD_TOO_LARGE', 413, false, 'The body is too large. Send less, or send the operation by id.'],
  ['MISDIRECTED_REQUEST', 421, false, 'This gateway does not serve the host that was asked for.'],
  [
    'CSRF_REJECTED',
    400,
    false,
    'A browser could have been tricked into sending this. Send `content-type: application/json`, or a preflight header.',
  ],
  ['BATCHING_DISABLED', 400, false, 'An array of requests was sent. Send one request at a time.'],
] as const satisfies readonly (readonly [string, number, boolean, string])[];

/** The codes that the gateway itself uses. */
export type GatewayErrorCode = (typeof rows)[number][0] | LimitCode;

/** Every error that leaves has one of these codes, or one that the config adds. */
export const catalogue: ReadonlyMap<string, CatalogueEntry> = new Map(
  [...rows, ...limitCodes].map(([code, httpStatus, retryable, description]) => [
    code,
    { code, httpStatus, retryable, description },
  ]),
);
