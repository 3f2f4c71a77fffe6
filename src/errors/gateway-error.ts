import { GraphQLError, type GraphQLErrorOptions } from 'graphql';

/** The members of `extensions` that clients may rely on. */
export interface ErrorExtensions {
  readonly code: string;
  /** Left out, the catalogue's word for the code stands. */
  readonly retryable?: boolean;
  readonly retryAfterSeconds?: number;
  readonly source?: string;
  /** The field where it happened, as `Type.field`. */
  readonly coordinate?: string;
  readonly resourceType?: string;
  readonly resourceId?: string;
  /** The variable whose value is refused, by dots into an input object: `input.legs`. */
  readonly variable?: string;
  readonly [member: string]: unknown;
}

export interface GatewayErrorOptions {
  /** Where in the document it happened. */
  readonly nodes?: GraphQLErrorOptions['nodes'] | undefined;
  readonly source?: GraphQLErrorOptions['source'] | undefined;
  readonly positions?: GraphQLErrorOptions['positions'] | undefined;
  /** The error behind this one: for logs, never for the client. */
  readonly originalError?: Error | undefined;
  /** The status of an answer without `data`, where it is not the catalogue's. */
  readonly httpStatus?: number;
  /** Response headers that belong to the refusal, such as `allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The code of the catalogue whose status and `retryable` hold, where `code` is a source's own word and leaves as written. */
  readonly standsFor?: string;
}

/** An error made to be seen by clients: its message and extensions leave as they are. Every other error is masked. */
export class GatewayError extends GraphQLError {
  readonly code: string;
  readonly httpStatus: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly standsFor: string | undefined;

  constructor(
    message: string,
    extensions: ErrorExtensions,
    { httpStatus, headers = {}, standsFor, nodes, source, positions, originalError }: GatewayErrorOptions = {},
  ) {
    super(message, {
      nodes: nodes ?? null,
      source: source ?? null,
      positions: positions ?? null,
      originalError: originalError ?? null,
      extensions,
    });
    this.name = 'GatewayError';
    this.code = extensions.code;
    this.httpStatus = httpStatus;
    this.headers = headers;
    this.standsFor = standsFor;
  }
}

/** Several errors that refuse one request together, such as those of validation. */
export class Refusal extends Error {
  readonly errors: readonly GatewayError[];

  constructor(errors: readonly GatewayError[]) {
    super(errors.map(({ message }) => message).join('\n'));
    this.name = 'Refusal';
    this.errors = errors;
  }
}
