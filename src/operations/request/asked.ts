import { GatewayError } from '../../errors/gateway-error.ts';
import type { Identified, RequestParams } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';

/** Which operation a request asks for: by id, by text, or both. */
export interface Asked {
  /** Normalised: `sha256:` before 64 hex digits is stripped. */
  readonly id: string | null;
  /**
   * How the id came. `apq` and `hash` name a text by its SHA-256 and may bring it along; a `document` id names a
   * registered document and may not.
   */
  readonly form: 'apq' | 'hash' | 'document' | null;
  readonly text: string | null;
  readonly operationName: string | null;
}

interface Adds {
  readonly asked: Asked;
  readonly rawVariables: Readonly<Record<string, unknown>>;
}

/**
 * Reads which operation is asked for, in whichever of the forms clients use. Source: GraphQL over HTTP §1.2 and its draft
 * appendix on persisted documents; Apollo, automatic persisted queries.
 */
export function requestForm(): Plugin<Identified, Adds> {
  return {
    name: 'request-form',
    run({ request }) {
      const params = request.params();
      const rawVariables = optionalMap(params.variables, 'variables');
      const operationName = optionalString(params.operationName, 'operationName');
      const text = optionalString(params.query, 'query') || null; // clients that go by id may send an empty text along
      return { asked: { ...askedId(params, text), text, operationName }, rawVariables };
    },
  };
}

function askedId(params: RequestParams, text: string | null): Pick<Asked, 'id' | 'form'> {
  const apq = apqHash(optionalMap(params.extensions, 'extensions')['persistedQuery']);
  const hash = optionalId(params.queryHash, 'queryHash');
  const documents = [
    optionalId(params.documentId, 'documentId'),
    optionalId(params.doc_id, 'doc_id'),
    optionalId(params.pathId, 'in the path'),
  ];
  const document = documents.find((id) => id !== null) ?? null;
  const ids = new Set([apq, hash, ...documents].filter((id) => id !== null));
  if (ids.size > 1) throw badRequest('The request bears two different operation ids. Send one.');
  const [id = null] = ids;
  if (document !== null && text !== null) {
    throw new GatewayError('A document id and a text were sent together. Send one of them.', {
      code: 'CANNOT_SEND_PQ_ID_AND_BODY',
    });
  }
  if (id === null && text === null)
    throw malformed('A request needs an operation: its id in `documentId`, or its text in `query`.');
  return { id, form: document !== null ? 'document' : apq !== null ? 'apq' : hash !== null ? 'hash' : null };
}

function apqHash(extension: unknown): string | null {
  if (extension === undefined || extension === null) return null;
  if (typeof extension !== 'object' || Array.isArray(extension))
    throw badRequest('`extensions.persistedQuery` must be an object.');
  const { version, sha256Hash } = extension as { version?: unknown; sha256Hash?: unknown };
  if (version !== 1) throw badRequest('`extensions.persistedQuery.version` must be 1.');
  const id = optionalId(sha256Hash, 'sha256Hash');
  if (id === null) throw badRequest('`extensions.persistedQuery` needs a `sha256Hash`.');
  return id;
}

const LONGEST_ID = 512;
/** Unreserved characters of a URL. Source: Persisted Documents appendix, "custom" identifiers. */
const CUSTOM_ID = /^[A-Za-z0-9._~-]+$/;
const OWN_PREFIX = /^x-[a-z0-9-]+:[A-Za-z0-9._~-]+$/;
const HASH = /^[0-9a-f]{64}$/;

/** An id as we keep it, `null` where none was sent; throws for what can be no id. */
function optionalId(value: unknown, where: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value.length <= LONGEST_ID) {
    const hash = value.startsWith('sha256:') ? value.slice('sha256:'.length) : null;
    if (hash !== null && HASH.test(hash)) return hash;
    if (hash === null && (CUSTOM_ID.test(value) || OWN_PREFIX.test(value))) return value;
  }
  throw badRequest(
    `The operation id (${where}) is not well-formed. Ids are \`sha256:\` with 64 lower-case hex digits, or letters, digits and \`-._~\`.`,
  );
}

export const isHash = (id: string): boolean => HASH.test(id);

function optionalString(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw malformed(`\`${name}\` must be a string.`);
  return value;
}

function optionalMap(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw malformed(`\`${name}\` must be an object.`);
  return value as Readonly<Record<string, unknown>>;
}

export const badRequest = (message: string): GatewayError => new GatewayError(message, { code: 'BAD_REQUEST' });

/** JSON that is no GraphQL request. Source: GraphQL over HTTP §1.5. */
const malformed = (message: string): GatewayError =>
  new GatewayError(message, { code: 'BAD_REQUEST' }, { httpStatus: 422 });
