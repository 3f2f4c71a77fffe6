import { GatewayError } from '../../../errors/gateway-error.ts';
import { compileMapping, type CompiledMapping, type JsonObject, type Variables } from '../../mapping/mapping.ts';
import { refusedByStatus } from '../../failure.ts';
import type { ConnectorPlace, ConnectorResponse, Method } from '../connector.ts';
import type { ErrorsDefinition, Expression } from '../read/definition.ts';
import { json } from '../variables.ts';

export interface FailureParts {
  readonly source: string;
  readonly method: Method;
  readonly place: ConnectorPlace;
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
  const { connect, ofSource } = parts;
  const message = compiled(connect.message ?? ofSource?.message);
  const extensions = [compiled(ofSource?.extensions), compiled(connect.extensions)].filter((one) => one !== undefined);
  const success = compiled(connect.isSuccess ?? ofSource?.isSuccess);
  return {
    isSuccess: ({ status, body }, variables) =>
      success ? success(json(body), variables).value === true : status >= 200 && status <= 299,
    errorOf: ({ status, body }, variables) => {
      const own = byStatus(status, parts);
      const said = message?.(json(body), variables).value;
      const mapped = Object.fromEntries(extensions.flatMap((one) => Object.entries(objectOf(one, body, variables))));
      const { code: given } = mapped;
      const code = typeof given === 'string' && given !== '' ? given : own.code;
      return new GatewayError(
        typeof said === 'string' && said !== '' ? said : own.message,
        { ...own.extensions, coordinate: coordinateOf(parts.place), http: { status }, ...mapped, code },
        { standsFor: own.code },
      );
    },
  };
}

const compiled = (expression: Expression | undefined): CompiledMapping | undefined =>
  expression && compileMapping(expression.mapping);

const coordinateOf = (place: ConnectorPlace): string =>
  place.kind === 'type' ? place.type : `${place.type}.${place.field}`;

function objectOf(mapping: CompiledMapping, body: unknown, variables: Variables): JsonObject {
  const { value } = mapping(json(body), variables);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The catalogue's error for a status. */
function byStatus(status: number, { source, method }: FailureParts): GatewayError {
  if (status >= 300 && status < 500) return refusedByStatus(status, { source });
  const said = status >= 500 ? 'answered with an error' : 'says that the call failed';
  const retryable = status >= 500 && method === 'GET';
  return new GatewayError(`The source "${source}" ${said}.`, { code: 'UPSTREAM_ERROR', source, retryable });
}
