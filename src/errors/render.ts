import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type CatalogueEntry, catalogue } from './catalogue.ts';
import { GatewayError, Refusal } from './gateway-error.ts';
import type { Renaming } from './rename-presets.ts';

/** Errors made ready to leave, with what they ask of the transport. */
export interface RenderedErrors {
  readonly errors: readonly GraphQLFormattedError[];
  /** The status for an answer without `data`: the first error's. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The errors as thrown, in the same order. */
  readonly thrown: readonly Error[];
}

/** Told of each error that was masked, with the error behind the mask. */
type Masked = (error: Error, requestId: string | undefined) => void;

export interface RendererOptions {
  /** The catalogue, with the config's own codes. */
  readonly catalogue: ReadonlyMap<string, CatalogueEntry>;
  readonly rename?: Renaming;
  /** Changes the status that a code has in the catalogue. */
  readonly statusOf?: (status: number) => number;
  /** Hides personal data in a message; left out, messages leave as they are. */
  readonly scrub?: (text: string) => string;
  readonly masked: Masked;
}

/** The one place where errors are made ready to leave: what is in the catalogue passes, everything else is masked. */
export interface ErrorRenderer {
  readonly render: (thrown: unknown, requestId: string | undefined) => RenderedErrors;
  /** Renders the errors of an execution. */
  readonly renderAll: (thrown: readonly unknown[], requestId: string | undefined) => RenderedErrors;
  readonly entries: () => readonly CatalogueEntry[];
}

export function createErrorRenderer({
  catalogue: entries,
  rename = { codes: {} },
  scrub = asItIs,
  statusOf = asItIs,
  masked,
}: RendererOptions): ErrorRenderer {
  const one = (thrown: unknown, requestId: string | undefined): { error: GraphQLFormattedError; status: number } => {
    const located = thrown instanceof GraphQLError ? thrown : undefined;
    const entry = passes(thrown, entries);
    if (!entry || !located) {
      masked(asError(thrown), requestId);
      return { error: mask(located, requestId), status: 500 };
    }
    const { code: _, retryable = entry.retryable, ...rest } = located.extensions;
    const extensions = {
      code: leavingCode(located, entry, rename),
      retryable,
      ...(origin(located) ? rest : known(rest)),
      ...(requestId && { requestId }),
    };
    return {
      error: formatted(located, scrub(located.message), extensions),
      status: statusOf(origin(located)?.httpStatus ?? entry.httpStatus),
    };
  };

  const renderAll = (thrown: readonly unknown[], requestId: string | undefined): RenderedErrors => {
    const rendered = thrown.map((error) => one(error, requestId));
    const headers: Record<string, string> = Object.assign({}, ...thrown.map(headersOf));
    return {
      errors: rendered.map(({ error }) => error),
      status: rendered[0]?.status ?? 500,
      headers,
      thrown: thrown.map(asError),
    };
  };

  return {
    render: (thrown, requestId) => renderAll(thrown instanceof Refusal ? thrown.errors : [thrown], requestId),
    renderAll,
    entries: () => [...entries.values()].map((entry) => ({ ...entry, code: rename.codes[entry.code] ?? entry.code })),
  };
}

/** The gateway's catalogue with codes of the config's own added. */
export function catalogueWith(own: readonly CatalogueEntry[]): ReadonlyMap<string, CatalogueEntry> {
  return new Map([...catalogue, ...own.map((entry) => [entry.code, entry] as const)]);
}

/**
 * An error passes when its code is in the catalogue, whoever threw it. graphql-js' own execution errors bear no code, and
 * `INTERNAL_SERVER_ERROR` is what libraries give to errors that were not meant to be seen.
 */
function passes(thrown: unknown, entries: ReadonlyMap<string, CatalogueEntry>): CatalogueEntry | undefined {
  const code = origin(thrown)?.standsFor ?? (thrown instanceof GraphQLError ? thrown.extensions['code'] : undefined);
  return typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR' ? entries.get(code) : undefined;
}

/** A code of our own may have another name; one that a source has set leaves as written. */
function leavingCode(located: GraphQLError, { code }: CatalogueEntry, { codes, answered }: Renaming): string {
  const own = origin(located);
  const name = codes[code] ?? code;
  if (own?.standsFor === undefined) return name;
  return own.code === own.standsFor ? (answered ?? name) : own.code;
}

/** graphql-js wraps what a resolver threw to give it a path; the original holds the status and headers. */
function origin(thrown: unknown): GatewayError | undefined {
  if (thrown instanceof GatewayError) return thrown;
  return thrown instanceof GraphQLError && thrown.originalError instanceof GatewayError
    ? thrown.originalError
    : undefined;
}

function mask(located: GraphQLError | undefined, requestId: string | undefined): GraphQLFormattedError {
  const message = requestId
    ? `Something failed inside the gateway. Tell its operators the request id ${requestId}.`
    : 'Something failed inside the gateway. Its operators find the cause in the log.';
  return formatted(located, message, {
    code: 'INTERNAL_SERVER_ERROR',
    retryable: false,
    ...(requestId && { requestId }),
  });
}

function formatted(
  located: GraphQLError | undefined,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLFormattedError {
  const { locations, path } = located ?? {};
  return { message, ...(locations && { locations }), ...(path && { path }), extensions };
}

const KNOWN = ['retryAfterSeconds', 'source', 'coordinate', 'resourceType', 'resourceId'];

/** Of an error that is not ours only the members that clients are promised; libraries put all sorts of things there. */
function known(extensions: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(KNOWN.flatMap((name) => (name in extensions ? [[name, extensions[name]]] : [])));
}

/** The headers that a code asks for, besides those that the error bears. Source: RFC 9110 §10.2.3, §11.6.1. */
function headersOf(thrown: unknown): Record<string, string> {
  const { code, retryAfterSeconds } = thrown instanceof GraphQLError ? thrown.extensions : {};
  return {
    ...(typeof retryAfterSeconds === 'number' && { 'retry-after': String(Math.ceil(retryAfterSeconds)) }),
    ...(code === 'UNAUTHENTICATED' && { 'www-authenticate': 'Bearer' }),
    ...origin(thrown)?.headers,
  };
}

const asItIs = <T>(value: T): T => value;

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
