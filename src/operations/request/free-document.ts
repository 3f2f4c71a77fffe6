import { type DocumentNode, getOperationAST, GraphQLError, Kind, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GatewayErrorCode } from '../../errors/catalogue.ts';
import { GatewayError, Refusal } from '../../errors/gateway-error.ts';
import type { Identified, Operation } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { KeyValue } from '../../kernel/ports/key-value.ts';
import type { Registered } from '../../kernel/ports/registry.ts';
import { sha256 } from '../text.ts';
import type { Asked } from './asked.ts';
import { unknownId } from './registered.ts';

interface Needs extends Identified {
  readonly asked: Asked;
  readonly registered: Registered | null;
}

export interface FreeDocumentParts {
  readonly graph: () => Graph;
  /** Texts of automatic persisted queries under `apq:<hash>`. */
  readonly apq: KeyValue;
  /** Milliseconds that an unused one is kept. */
  readonly apqTtl: number;
}

interface ValidDocument {
  readonly id: string;
  readonly document: DocumentNode;
}

/** Characters of text whose documents are remembered. A document takes about 30 bytes of heap for each of its text. */
const MOST_REMEMBERED = 2 * 1024 * 1024;
/** Characters. A longer text runs too, but is not remembered. */
const LONGEST_KEPT = 65_536;
const MOST_ERRORS = 10;

/**
 * Makes the operation to run: the registered one, or a free-form text parsed and validated. A text that passed is
 * remembered for the generation, for validation rules never depend on the caller.
 */
export function freeDocument({
  graph,
  apq,
  apqTtl,
}: FreeDocumentParts): Plugin<Needs, { readonly operation: Operation }> {
  const known = new LRUCache<string, ValidDocument>({
    maxSize: MOST_REMEMBERED,
    sizeCalculation: (_, text) => text.length + 1,
  });

  const documentOf = (text: string): ValidDocument => {
    const seen = known.get(text);
    if (seen) return seen;
    const valid = { id: sha256(text), document: parseAndValidate(text, graph()) };
    if (text.length <= LONGEST_KEPT) known.set(text, valid);
    return valid;
  };

  const ofText = (text: string, { operationName }: Asked): Operation => {
    const { id, document } = documentOf(text);
    const definition = getOperationAST(document, operationName);
    if (!definition) throw unresolved(document, operationName);
    return { id, name: definition.name?.value ?? null, type: definition.operation, text, document, registered: false };
  };

  return {
    name: 'free-document',
    run({ asked, registered }) {
      if (registered) return { operation: named(registered.operation, asked.operationName) };
      const { id, text } = asked;
      if (text === null) return fromStore(asked);
      const operation = ofText(text, asked);
      // Stored only now that it is known to be valid; nobody waits for the store.
      if (id !== null && text.length <= LONGEST_KEPT) void apq.set(`apq:${id}`, text, apqTtl);
      return { operation };
    },
  };

  async function fromStore(asked: Asked): Promise<{ operation: Operation }> {
    const text = await apq.get(`apq:${asked.id}`);
    if (text === undefined) throw asked.form === 'apq' ? sendTextAlong() : unknownId();
    return { operation: ofText(text, asked) };
  }
}

/** Clients read this very message, some of them nothing else. Source: Apollo, automatic persisted queries; urql's exchange reads the message alone. */
function sendTextAlong(): GatewayError {
  const headers = { 'cache-control': 'private, no-cache, must-revalidate' };
  return new GatewayError(
    'PersistedQueryNotFound',
    { code: 'PERSISTED_QUERY_NOT_FOUND', retryable: true },
    { httpStatus: 200, headers },
  );
}

function named(operation: Operation, operationName: string | null): Operation {
  if (operationName !== null && operationName !== operation.name) throw unresolved(operation.document, operationName);
  return operation;
}

function unresolved(document: DocumentNode, operationName: string | null): GatewayError {
  const names = document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION && node.name ? [node.name.value] : [],
  );
  const message =
    operationName === null
      ? `The document has several operations. Say which by \`operationName\`: ${names.join(', ')}.`
      : `The document has no operation of the name sent. It has: ${names.join(', ') || 'one without a name'}.`;
  return new GatewayError(message, { code: 'OPERATION_RESOLUTION_FAILURE' });
}

function parseAndValidate(text: string, { schema }: Graph): DocumentNode {
  const document = parsed(text);
  if (!document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)) {
    throw new GatewayError('The document has no operation.', { code: 'OPERATION_RESOLUTION_FAILURE' });
  }
  const found = validate(schema, document, undefined, { maxErrors: MOST_ERRORS });
  if (found.length > 0) {
    throw new Refusal(found.slice(0, MOST_ERRORS).map((error) => catalogued('GRAPHQL_VALIDATION_FAILED', error)));
  }
  // Positions were for the errors only, and are the larger part of a document.
  return parse(text, { noLocation: true });
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) throw catalogued('GRAPHQL_PARSE_FAILED', error);
    // The parser calls itself for each level, until the stack ends.
    throw new GatewayError('The document is nested too deeply to be read.', { code: 'GRAPHQL_PARSE_FAILED' });
  }
}

/** Characters of a message that quotes the document. */
const LONGEST_MESSAGE = 300;

function catalogued(code: GatewayErrorCode, { message, nodes, source, positions }: GraphQLError): GatewayError {
  const short = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
  return new GatewayError(short, { code }, { nodes, source, positions });
}
