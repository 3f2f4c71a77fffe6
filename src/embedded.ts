import { GatewayError } from './errors/gateway-error.ts';
import type { ErrorRenderer } from './errors/render.ts';
import type { GatewayRequest, Result } from './kernel/exchange.ts';
import type { Runner } from './kernel/runner.ts';

export interface ExecuteRequest {
  /** Id of a registered operation. */
  readonly id?: string;
  /** Text of a free-form operation, where the mode lets it run. */
  readonly document?: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly client?: { readonly name: string; readonly version?: string };
  /** Ends the request early. */
  readonly signal?: AbortSignal;
}

export interface ExecuteAnswer extends Result {
  /** The status that HTTP would have had. */
  readonly status: number;
  readonly requestId: string;
}

/** Runs an operation for the process itself, on the way that requests by HTTP go. */
export async function executeEmbedded(runner: Runner, request: ExecuteRequest): Promise<ExecuteAnswer> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  if (request.signal?.aborted) end();
  request.signal?.addEventListener('abort', end, { once: true });
  const answered = await runner.run({ request: embeddedRequest(request), ending });
  request.signal?.removeEventListener('abort', end);
  answered.settle({ bytes: 0, aborted: request.signal?.aborted ?? false });
  const { data, errors, extensions } = answered.result;
  return {
    ...(errors && { errors }),
    ...(data !== undefined && { data }),
    ...(extensions && { extensions }),
    status: answered.status,
    requestId: answered.exchange.requestId ?? '',
  };
}

/** What is answered once the gateway has been told to stop. */
export function stoppedAnswer(renderer: ErrorRenderer): ExecuteAnswer {
  const { errors, status } = renderer.render(
    new GatewayError('The gateway has been stopped.', { code: 'OVERLOADED' }),
    undefined,
  );
  return { errors, status, requestId: '' };
}

function embeddedRequest({ id, document, operationName, variables, client }: ExecuteRequest): GatewayRequest {
  const headers = new Map(
    client && [
      ['apollographql-client-name', client.name],
      ...(client.version ? [['apollographql-client-version', client.version] as const] : []),
    ],
  );
  return {
    method: 'POST',
    route: '/graphql',
    address: () => null,
    header: (name) => headers.get(name),
    headers: () => headers.entries(),
    params: () => ({ documentId: id, query: document, operationName, variables }),
  };
}
