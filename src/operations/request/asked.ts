import { GatewayError } from '../../errors/gateway-error.ts';
import type { Identified, RequestParams } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import { ID_FORMS, normalisedId } from '../ids.ts';

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
  readonly rawExtensions: Readonly<Record<string, unknown>>;
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
      const rawExtensions = optionalMap(params.extensions, 'extensions');
      const operationName = optionalString(params.operationName, 'operationName');
      const text = optionalString(params.query, 'query') || null; // clients that go by id may send an empty text along
      const id = askedId(params, rawExtensions, text);
      return { asked: { ...id, text, operationName }, rawVariables, rawExtensions };
    },
  };
}

function askedId(
  params: RequestParams,
  extensions: Readonly<Record<string, unknown>>,
  text: string | null,
): Pick<Asked, 'id' | 'form'> {
  const apq = apqHash(extensions['persistedQuery']);
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

/** An id as we keep it, `null` where none was sent; throws for what can be no id. */
function optionalId(value: unknown, where: string): string | null {
  if (value === undefined || value === null) return null;
  const id = typeof value === 'string' ? normalisedId(value) : null;
  if (id !== null) return id;
  throw badRequest(`The operation id (${where}) is not well-formed. ${ID_FORMS}`);
}

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
