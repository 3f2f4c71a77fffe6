import { GatewayError } from '../../../errors/gateway-error.ts';
import type { Json, JsonObject, Variables } from '../../mapping/mapping.ts';
import { compileExpression } from '../compile-expression.ts';
import type { Constants } from '../constants.ts';
import { retryAfterOf } from '../../call/attempt-failed.ts';
import { refusedByStatus, secondsToWait } from '../../call/failure.ts';
import type { ConnectorResponse, Method } from '../connector.ts';
import type { ErrorsDefinition, Expression } from '../read/definition.ts';
import { json } from '../variables.ts';

export interface FailureParts extends Pick<Constants, 'source' | 'note'> {
  readonly method: Method;
  /** The field or type that the connector is for. */
  readonly element: string;
  /** The connector's own mappings come before its source's, extensions go over them. */
  readonly connect: ErrorsDefinition;
  readonly ofSource: ErrorsDefinition | undefined;
}

/** Whether a response is a failure, and the error that it is. */
export interface Failures {
  readonly isSuccess: (response: ConnectorResponse, variables: Variables) => boolean;
  readonly errorOf: (response: ConnectorResponse, variables: Variables) => GatewayError;
}

export function compileFailures(parts: FailureParts): Failures {
  const { connect, ofSource, note } = parts;
  const compiled = (expression: Expression | undefined) => expression && compileExpression(expression, note);
  const message = compiled(connect.message ?? ofSource?.message);
  const extensions = [compiled(ofSource?.extensions), compiled(connect.extensions)].filter((one) => one !== undefined);
  const success = compiled(connect.isSuccess ?? ofSource?.isSuccess);
  return {
    isSuccess: ({ status, body }, variables) =>
      success ? success(json(body), variables) === true : status >= 200 && status <= 299,
    errorOf: ({ status, headers, body }, variables) => {
      const own = byStatus(status, parts);
      const wait = status === 429 || status >= 500 ? retryAfterOf(headers) : null;
      const said = message?.(json(body), variables);
      const mapped = Object.fromEntries(
        extensions.flatMap((one) => Object.entries(objectOrNone(one(json(body), variables)))),
      );
      const { code: given } = mapped;
      const code = typeof given === 'string' && given !== '' ? given : own.code;
      return new GatewayError(
        typeof said === 'string' && said !== '' ? said : own.message,
        {
          ...own.extensions,
          ...(wait !== null && { retryAfterSeconds: secondsToWait(wait) }),
          coordinate: parts.element,
          http: { status },
          ...mapped,
          code,
        },
        { standsFor: own.code },
      );
    },
  };
}

const objectOrNone = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** The catalogue's error for a status. */
function byStatus(status: number, { source, method, element }: FailureParts): GatewayError {
  if (status >= 300 && status < 500) return refusedByStatus(status, { source, coordinate: element });
  const said = status >= 500 ? 'answered with an error' : 'says that the call failed';
  const retryable = status >= 500 && method === 'GET';
  return new GatewayError(`The source "${source}" ${said}.`, { code: 'UPSTREAM_ERROR', source, retryable });
}
