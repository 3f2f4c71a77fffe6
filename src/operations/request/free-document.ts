import { type DocumentNode, getOperationAST, GraphQLError, Kind, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GatewayErrorCode } from '../../errors/catalogue.ts';
import { GatewayError, Refusal } from '../../errors/gateway-error.ts';
import { saidOfDocument } from '../../errors/said-of-document.ts';
import type { Identified, Operation } from '../../kernel/exchange.ts';
import type { HealthCheck, Plugin } from '../../kernel/plugin.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { DocumentLimits } from '../../kernel/ports/document-limits.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { KeyValue } from '../../kernel/ports/stores/key-value.ts';
import type { Registered } from '../../kernel/ports/registry.ts';
import { sha256 } from '../ids.ts';
import type { Asked } from './asked.ts';
import { unknownId } from './registered.ts';

interface Needs extends Identified {
  readonly asked: Asked;
  readonly registered: Registered | null;
}

export interface FreeDocumentParts {
  readonly graph: () => Graph;
  readonly limits: DocumentLimits;
  /** Whether clients are told which names of the schema are like theirs. */
  readonly suggestions: boolean;
  /** Texts of automatic persisted queries under `apq:<hash>`. */
  readonly apq: KeyValue;
  /** Milliseconds that one is kept. */
  readonly apqTtl: number;
  readonly clock: Clock;
}

interface ValidDocument {
  readonly id: string;
  readonly document: DocumentNode;
}

/** Characters whose documents are remembered. With its plan and what is compiled of it, one takes some 60 bytes of heap for each. */
const MOST_REMEMBERED = 1024 * 1024;
/** Characters that a document counts for besides those of its text: the shortest takes four kilobytes. */
const OF_ITS_OWN = 60;
/** Characters. A longer text runs too, but is not remembered. */
const LONGEST_KEPT = 65_536;
const MOST_ERRORS = 10;

/**
 * Makes the operation to run: the registered one, or a free-form text parsed and validated. A text that passed is
 * remembered for the generation, for validation rules never depend on the caller.
 */
export function freeDocument({
  apq,
  apqTtl,
  clock,
  ...parts
}: FreeDocumentParts): Plugin<Needs, { readonly operation: Operation }> {
  const known = new LRUCache<string, ValidDocument>({
    maxSize: MOST_REMEMBERED,
    sizeCalculation: (_, text) => text.length + OF_ITS_OWN,
  });

  const hashOf = (text: string): string => known.get(text)?.id ?? sha256(text);

  const documentOf = (text: string): ValidDocument => {
    const seen = known.get(text);
    if (seen) return seen;
    const valid = { id: sha256(text), document: parseAndValidate(text, parts) };
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
    health: () => (apq.trouble ? [storeHealth(apq.trouble(), clock)] : []),
  };

  async function fromStore(asked: Asked): Promise<{ operation: Operation }> {
    const text = await apq.get(`apq:${asked.id}`);
    // Others may write to a shared store, and the text of another hash would run under this one's name.
    if (text === undefined || hashOf(text) !== asked.id) throw asked.form === 'apq' ? sendTextAlong() : unknownId();
    return { operation: ofText(text, asked) };
  }
}

function storeHealth(trouble: string | undefined, clock: Clock): HealthCheck {
  const detail = trouble ? `${trouble}; clients send their texts again meanwhile` : 'answers';
  const observedAt = new Date(clock.now()).toISOString();
  return { name: 'apq', kind: 'store', status: trouble ? 'warn' : 'pass', observedAt, detail };
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
  return new GatewayError(saidOfDocument(message, { suggestions: true }), { code: 'OPERATION_RESOLUTION_FAILURE' });
}

type Judging = Pick<FreeDocumentParts, 'graph' | 'limits' | 'suggestions'>;

/** What is cheap to judge comes first: tokens, then the tree, then whether it fits the schema. */
function parseAndValidate(text: string, { graph, limits, suggestions }: Judging): DocumentNode {
  refuse(limits.ofText(text));
  const document = parsed(text, { suggestions });
  refuse(limits.ofDocument(document));
  if (!document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)) {
    throw new GatewayError('The document has no operation.', { code: 'OPERATION_RESOLUTION_FAILURE' });
  }
  const found = validate(graph().schema, document, undefined, {
    maxErrors: MOST_ERRORS,
    hideSuggestions: !suggestions,
  });
  if (found.length > 0) {
    const told = found.map((error) => catalogued('GRAPHQL_VALIDATION_FAILED', error, { suggestions }));
    throw new Refusal(eachOnce(told).slice(0, MOST_ERRORS));
  }
  // Positions were for the errors only, and are the larger part of a document.
  return parse(text, { noLocation: true });
}

function refuse(refusal: GatewayError | null): void {
  if (refusal) throw refusal;
}

function parsed(text: string, telling: Telling): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) throw catalogued('GRAPHQL_PARSE_FAILED', error, telling);
    throw error;
  }
}

type Telling = Pick<FreeDocumentParts, 'suggestions'>;

function catalogued(
  code: GatewayErrorCode,
  { message, nodes, source, positions }: GraphQLError,
  telling: Telling,
): GatewayError {
  return new GatewayError(saidOfDocument(message, telling), { code }, { nodes, source, positions });
}

/** One word for a mistake made many times, at its first place. */
function eachOnce(errors: readonly GatewayError[]): readonly GatewayError[] {
  return [...new Map(errors.toReversed().map((error) => [error.message, error])).values()].toReversed();
}
