/** A hard ceiling on one request. */
interface LimitRow {
  /** Where the config changes it. */
  readonly key: string;
  /** `LIMIT_<WHAT>`, or the code that HTTP has a status for: that one stands in the catalogue by itself. */
  readonly code: string;
  /** What is seen in the bytes alone is 400, what is known only once they were read is 422. */
  readonly httpStatus: number;
  /** What is limited, as a plural or mass noun: the figure goes before or behind it. */
  readonly what: string;
  /** What to do about a request that has more. */
  readonly remedy: string;
  /** A number, or a size or duration as the config writes it. */
  readonly default: number | string;
}

const SPLIT = 'Ask for less at once.';

/** Every limit on one request, in the order in which they are judged: config, codes and documents are made from this table. */
export const limits = {
  head: {
    key: 'http.limits.head',
    code: 'HEADERS_TOO_LARGE',
    httpStatus: 431,
    what: 'bytes of address and headers together',
    remedy: 'Send fewer or smaller headers.',
    default: '16KiB',
  },
  headers: {
    key: 'http.limits.fields',
    code: 'HEADERS_TOO_LARGE',
    httpStatus: 431,
    what: 'headers of a request',
    remedy: 'Send fewer.',
    default: 100,
  },
  url: {
    key: 'http.limits.url',
    code: 'URI_TOO_LONG',
    httpStatus: 414,
    what: 'bytes of the address',
    remedy: 'Send the request by POST, or by id.',
    default: '12KiB',
  },
  body: {
    key: 'http.limits.body',
    code: 'PAYLOAD_TOO_LARGE',
    httpStatus: 413,
    what: 'bytes of the body, as sent and as decompressed',
    remedy: 'Send less, or send the operation by id.',
    default: '1MiB',
  },
  arrival: {
    key: 'http.timeouts.request',
    code: 'REQUEST_TIMEOUT',
    httpStatus: 408,
    what: 'time for a whole request to arrive',
    remedy: 'Send it again.',
    default: '10s',
  },
  batch: {
    key: 'http.limits.batch',
    code: 'LIMIT_BATCH',
    httpStatus: 400,
    what: 'requests in one array',
    remedy: 'Send several arrays.',
    default: 0,
  },
  jsonDepth: {
    key: 'http.limits.jsonDepth',
    code: 'LIMIT_JSON_DEPTH',
    httpStatus: 400,
    what: 'levels of the JSON sent',
    remedy: 'Send it less nested.',
    default: 64,
  },
  extensions: {
    key: 'limits.extensions',
    code: 'LIMIT_EXTENSIONS',
    httpStatus: 422,
    what: 'characters of names and texts in `extensions`',
    remedy: 'Leave out what the gateway does not read.',
    default: 8_192,
  },
  variablesDepth: {
    key: 'limits.variablesDepth',
    code: 'LIMIT_VARIABLES_DEPTH',
    httpStatus: 422,
    what: 'levels of the variables',
    remedy: 'Send them less nested.',
    default: 20,
  },
  variablesKeys: {
    key: 'limits.variablesKeys',
    code: 'LIMIT_VARIABLES_KEYS',
    httpStatus: 422,
    what: 'names in the variables, at all levels',
    remedy: 'Send less at once.',
    default: 5_000,
  },
  variablesSize: {
    key: 'limits.variablesSize',
    code: 'LIMIT_VARIABLES_SIZE',
    httpStatus: 422,
    what: 'characters of names and texts in the variables',
    remedy: 'Send less at once.',
    default: 250_000,
  },
  listArguments: {
    key: 'limits.listArguments',
    code: 'LIMIT_LIST_ARGUMENTS',
    httpStatus: 422,
    what: 'items of one list, in a variable or an argument',
    remedy: 'Send several requests.',
    default: 1_000,
  },
  sourceLength: {
    key: 'limits.sourceLength',
    code: 'LIMIT_SOURCE_LENGTH',
    httpStatus: 400,
    what: 'characters of a document',
    remedy: 'Register it, or ask for less at once.',
    default: 100_000,
  },
  directives: {
    key: 'limits.directives',
    code: 'LIMIT_DIRECTIVES',
    httpStatus: 400,
    what: 'directives of a document',
    remedy: 'Put `@include` and `@skip` on fragments in place of single fields.',
    default: 100,
  },
  tokens: {
    key: 'limits.tokens',
    code: 'LIMIT_TOKENS',
    httpStatus: 400,
    what: 'tokens of a document, without comments',
    remedy: 'Split it, or send values as variables.',
    default: 15_000,
  },
  operations: {
    key: 'limits.operations',
    code: 'LIMIT_OPERATIONS',
    httpStatus: 422,
    what: 'operations of a document',
    remedy: 'Send the one that is to run.',
    default: 5,
  },
  fragments: {
    key: 'limits.fragments',
    code: 'LIMIT_FRAGMENTS',
    httpStatus: 422,
    what: 'fragments of a document',
    remedy: 'Send those that the operation uses.',
    default: 100,
  },
  aliases: {
    key: 'limits.aliases',
    code: 'LIMIT_ALIASES',
    httpStatus: 422,
    what: 'aliases of a document',
    remedy: SPLIT,
    default: 50,
  },
  fields: {
    key: 'limits.fields',
    code: 'LIMIT_FIELDS',
    httpStatus: 422,
    what: 'fields of a document, as written',
    remedy: SPLIT,
    default: 400,
  },
  expandedSelections: {
    key: 'limits.expandedSelections',
    code: 'LIMIT_EXPANDED_SELECTIONS',
    httpStatus: 422,
    what: 'selections of an operation, its fragments counted wherever they are spread',
    remedy: SPLIT,
    default: 5_000,
  },
  depth: {
    key: 'limits.depth',
    code: 'LIMIT_DEPTH',
    httpStatus: 422,
    what: 'levels of fields of an operation',
    remedy: 'Ask for what is further down by a request of its own.',
    default: 20,
  },
  rootFields: {
    key: 'limits.rootFields',
    code: 'LIMIT_ROOT_FIELDS',
    httpStatus: 422,
    what: 'fields at the root of an operation',
    remedy: SPLIT,
    default: 30,
  },
  upstreamCalls: {
    key: 'limits.upstreamCalls',
    code: 'LIMIT_UPSTREAM_CALLS',
    httpStatus: 422,
    what: 'calls to sources that one request makes',
    remedy: 'Ask for shorter lists, or for fewer fields of their items.',
    default: 1_000,
  },
  response: {
    key: 'http.limits.response',
    code: 'LIMIT_RESPONSE',
    httpStatus: 422,
    what: 'bytes of an answer, before compression',
    remedy: 'Ask for less at once, page by page.',
    default: '10MiB',
  },
  time: {
    key: 'http.timeouts.answer',
    code: 'DEADLINE_EXCEEDED',
    httpStatus: 504,
    what: 'time for an answer to be made',
    remedy: 'Ask for less at once; reads may be tried again.',
    default: '30s',
  },
} as const satisfies Record<string, LimitRow>;

export type LimitName = keyof typeof limits;

/** A limit as documents and the config tell of it. */
export const describeLimit = (name: LimitName): string => `Most ${limits[name].what}.`;

/** The rows of the catalogue that the table makes. */
export const limitCodes = Object.values(limits)
  .filter(isOwn)
  .map(({ code, httpStatus, what, remedy }) => [code, httpStatus, false, `Too many ${what}. ${remedy}`] as const);

export type LimitCode = Extract<AnyRow['code'], `LIMIT_${string}`>;

type AnyRow = (typeof limits)[LimitName];

function isOwn(row: AnyRow): row is Extract<AnyRow, { readonly code: LimitCode }> {
  return row.code.startsWith('LIMIT_');
}
