import type { DocumentNode, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Flags } from './ports/stores/flags.ts';
import type { Log } from './ports/log.ts';
import type { RestMethod } from './ports/rest-faces.ts';

/** The rooms a request passes, in order; `times` of an exchange holds when it left each. */
export const STAGES = ['received', 'resolved', 'governed', 'executed'] as const;
export type Stage = (typeof STAGES)[number];

/** The members of a GraphQL request, as sent and still unjudged. Source: GraphQL over HTTP §1.2 and the persisted forms. */
export interface RequestParams {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
  readonly documentId?: unknown;
  readonly doc_id?: unknown;
  /** The id in the path, as in `/graphql/<id>`. */
  readonly pathId?: unknown;
  readonly queryHash?: unknown;
}

/** What came in, whatever brought it: HTTP, or a call of `gateway.execute()`. */
export interface GatewayRequest {
  /** HEAD is GET whose answer stays without a body. */
  readonly method: RestMethod;
  /** The template of its address: few different values, nothing personal. */
  readonly route: string;
  /** The IP address that it comes from, as far as trusted proxies say; `null` without a connection. */
  readonly address: () => string | null;
  /** One header's value by its lower-case name; several lines of one name are joined by a comma. */
  readonly header: (name: string) => string | undefined;
  /** All headers, as name and value. */
  readonly headers: () => Iterable<readonly [string, string]>;
  /** Reads the members of the request; throws a `GatewayError` where they cannot be read. */
  readonly params: () => RequestParams;
}

/** One call to a source, as it ended. */
export interface UpstreamCall {
  readonly source: string;
  readonly method: string;
  /** The path as written in the code or the schema, its parameters unfilled: few different values, nothing personal. */
  readonly template: string;
  /** `null` when no answer came. */
  readonly status: number | null;
  /** The catalogue code of the failure; `null` when the source answered as it should. */
  readonly code: string | null;
  /** Milliseconds since the clock's origin (`performance.now()`). */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** The span that the source was told of, where the request is traced. */
  readonly spanId?: string;
}

/** The request's place in a distributed trace. Source: W3C Trace Context. */
export interface Trace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The span of this request: 16 hex digits. */
  readonly spanId: string;
  /** The caller's span; `null` where the trace begins here. */
  readonly parentSpanId: string | null;
  /** Whether those who trace it record it. */
  readonly sampled: boolean;
  /** Whether each of its resolvers gets a span. */
  readonly resolverSpans: boolean;
  /** A span for one call to a source, with the headers that tell the source of it. */
  readonly call: () => { readonly spanId: string; readonly headers: Readonly<Record<string, string>> };
  /** Begins a span inside of the request; `null` where the request is not recorded, or has too many already. */
  readonly begin: (name: string, parent?: InnerSpan) => RunningSpan | null;
  /** What was begun inside of the request. */
  readonly inner: readonly InnerSpan[];
  /** Spans that were one too many. */
  readonly omitted: number;
}

/** Something that ran inside of a request: a resolver, a function of the user's. */
export interface InnerSpan {
  readonly spanId: string;
  /** The span that it belongs to; `null` for the stage in which it began. */
  readonly parent: InnerSpan | null;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the clock's origin. */
  readonly startedAt: number;
  /** Same unit; `null` while it runs. */
  readonly endedAt: number | null;
  /** Code or kind of the error that it ended with. */
  readonly error: string | null;
}

/** A span that has not ended. */
export interface RunningSpan extends InnerSpan {
  readonly rename: (name: string) => void;
  readonly note: (attribute: string, value: string) => void;
  /** The error counts from when it is told, though the end may come later. */
  readonly fail: (thrown: unknown) => void;
  /** The first call counts. */
  readonly end: () => void;
}

/** What every plugin may rely on. The later shapes grow from it by structure. */
export interface Received {
  readonly request: GatewayRequest;
  /** The generation that serves this request from its first to its last step. */
  readonly generation: string;
  /** Aborted when the caller has gone or the gateway ends the request. */
  readonly signal: AbortSignal;
  /** When the request came in, in milliseconds since the clock's origin. */
  readonly startedAt: number;
  /** When its answer must be whole, same unit. */
  readonly deadline: number;
  /** Brings the deadline nearer: so many milliseconds from now. A later one than there is changes nothing. */
  readonly endWithin: (milliseconds: number) => void;
  /** Calls back when it ends before it is answered, with whether the gateway's own time was up; at once where it has. */
  readonly whenEnded: (then: (timeIsUp: boolean) => void) => void;
  /** Adds a header to the answer; the first of a name stays. */
  readonly respondWith: (name: string, value: string | readonly string[]) => void;
  /** When it left each of `STAGES`, same unit; 0 where it never did. */
  readonly times: Float64Array;
  readonly calls: UpstreamCall[];
  /** The gateway's log; what is written through it bears the request's id. */
  readonly log: Log;
  /** To be told before each call to a source; ends the request when that is one too many. */
  readonly calling: () => void;
  /** Notes a call to a source and tells the observers of it. */
  readonly called: (call: UpstreamCall) => void;
}

/** The application that calls. */
export interface Client {
  readonly name: string | null;
  readonly version: string | null;
}

/** Who is authenticated; `id` is `null` for the anonymous principal. */
export interface Principal {
  readonly id: string | null;
  /** The customer that it belongs to; `null` where it belongs to none. */
  readonly tenant: string | null;
  readonly scopes: ReadonlySet<string>;
}

/** Received, with the facts that every later word about the request carries. */
export interface Identified extends Received {
  /** `null` where neither the caller nor the gateway traces. */
  readonly trace: Trace | null;
  readonly requestId: string;
  readonly client: Client;
}

/** A GraphQL document with one operation chosen from it, known to be valid for the graph. */
export interface Operation {
  readonly id: string;
  readonly name: string | null;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly text: string;
  readonly document: DocumentNode;
  /** True when the build registered it; free-form operations are false. */
  readonly registered: boolean;
}

/** The operation is known. */
export interface Resolved extends Identified {
  readonly operation: Operation;
  /** Variables as sent. */
  readonly rawVariables: Readonly<Record<string, unknown>>;
}

/** Nothing is left to judge: what enters execution. */
export interface Governed extends Resolved {
  readonly principal: Principal;
  /** Variables coerced to the operation's types, defaults filled in. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Coordinates of the fields that the principal may not ask for. */
  readonly closedFields: ReadonlySet<string>;
  readonly flags: Flags;
  /** `null` where nobody asks for it: neither the config, nor its contract, nor the caller. */
  readonly cost: RequestCost | null;
}

/** What a request costs, in points. */
export interface RequestCost {
  /** Before it ran: whole points, at least one. */
  readonly estimated: number;
  /** By what was answered, same unit; `null` until then, and where nothing was. */
  readonly actual: number | null;
}

/** What observers see: the exchange as far as it has grown. */
export type Seen = Readonly<Received & Partial<Governed>>;

/** What leaves: a GraphQL response before it is written. */
export interface Result {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** How a request ended; told to observers exactly once. */
export interface Settled {
  readonly outcome: 'ok' | 'partial' | 'refused' | 'failed' | 'aborted';
  /** The last stage that the request left, or `null` when it left none. */
  readonly stage: Stage | null;
  /** The errors as thrown, before masking: for logs and traces, never for the answer. */
  readonly errors: readonly (GraphQLError | Error)[];
  /** Their codes, each once; what bears none is masked for the client, and is `INTERNAL_SERVER_ERROR` for us. */
  readonly codes: readonly string[];
  /** What was answered. */
  readonly result: Result;
  readonly status: number;
  /** Bytes of the answer's body before compression; 0 without HTTP. */
  readonly bytes: number;
  readonly milliseconds: number;
}
