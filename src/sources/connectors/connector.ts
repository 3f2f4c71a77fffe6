import type { Json, Shape, Wanted } from '../mapping/mapping.ts';

/** One `@connect` of the schema, checked and compiled; immutable, of one generation. */
export interface Connector {
  /** Where it stands, counted over repeated directives: `Query.user[0]`, `User[0]`. */
  readonly coordinate: string;
  /** What it is for, as schemas are spoken of: `Query.user`, `User`. */
  readonly element: string;
  /** Name of the gateway's source that it calls. */
  readonly source: string;
  readonly method: Method;
  /** The path as written, its expressions unfilled: for spans and logs (`UpstreamCall.template`). */
  readonly template: string;
  readonly place: ConnectorPlace;
  /** Paths of the parent object that the request and the selection read (`$this.id`, `$batch.id` → `['id']`). */
  readonly needs: readonly (readonly string[])[];
  /** One call for many parents; `keys` are the fields by which results are matched back. */
  readonly batch: { readonly maxSize: number; readonly keys: readonly string[] } | null;
  /** Whether what becomes of a response depends on the object that it is for: the same response is then read for each. */
  readonly readsEach: boolean;
  /** What it reads of the body of a success: some of its fields, or whatever it is. */
  readonly reads: 'nothing' | 'fields' | 'anything';
  /** What the selection gives: names of fields, nested. */
  readonly shape: Shape;
  /** Compiled for just the fields asked for. Called once a plan, never per request. */
  readonly prepare: (wanted: Wanted) => PreparedConnector;
}

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** On a field (of Query, Mutation or an object), or on a type: then it gives further fields of an object whose key is known. */
export type ConnectorPlace =
  | { readonly kind: 'field'; readonly type: string; readonly field: string; readonly entity: boolean }
  | { readonly kind: 'type'; readonly type: string };

export interface PreparedConnector {
  /** The request for one set of inputs. @throws GatewayError where a value cannot be placed in it */
  readonly request: (inputs: ConnectorInputs) => ConnectorRequest;
  /**
   * The mapped value of a response: an object, list or scalar with fields under their GraphQL names; null for nothing. For a
   * batch: one value for each of `inputs.batch`, in that order, matched by key, null where there is none.
   * @throws GatewayError for a response that is a failure (isSuccess, errors mapping, or the status)
   */
  readonly read: (response: ConnectorResponse, inputs: ConnectorInputs) => unknown;
}

export interface ConnectorInputs {
  /** Coerced arguments of the field (`$args`). */
  readonly args: Readonly<Record<string, unknown>>;
  /** The parent object (`$this`), its fields under GraphQL names; undefined on root fields and in batches. */
  readonly parent: Readonly<Record<string, unknown>> | undefined;
  /** The parents of a batch (`$batch`), else undefined. */
  readonly batch: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly surroundings: ConnectorSurroundings;
}

/** What the client's request brings to every call. `$config` and `$env` are the generation's and compiled in. */
export interface ConnectorSurroundings {
  /** The client's headers, names in lower case: for `from` and `$request.headers`. */
  readonly headers: HeaderValues;
  /** `$context`: see `contextOf`. */
  readonly context: Json;
}

export type HeaderValues = Readonly<Record<string, string | string[] | undefined>>;

export interface ConnectorRequest {
  readonly method: Method;
  /** Path and query, to be sent to the source's origin (the base path is already in it). */
  readonly path: string;
  /** Names in lower case. May be shared between requests: copy before you add. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | undefined;
}

export interface ConnectorResponse {
  readonly status: number;
  readonly headers: HeaderValues;
  /** Parsed by content type: JSON, a text, or null. See `responseBody`. */
  readonly body: unknown;
}
