import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { catalogue, type GatewayErrorCode } from '../../errors/catalogue.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { ErrorRenderer } from '../../errors/render.ts';

/** Errors of the HTTP server that are the request's. Any other is ours, and is masked. */
const BY_CODE: Readonly<Record<string, GatewayErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BAD_REQUEST',
  FST_ERR_BAD_URL: 'BAD_REQUEST',
  FST_ERR_MAX_PARAM_LENGTH: 'BAD_REQUEST',
  ECONNRESET: 'BAD_REQUEST', // the body ended early
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
};

/** An error of the HTTP server, as one of the catalogue where it is one. */
export function transportError(error: unknown): unknown {
  const code = BY_CODE[String((error as { code?: unknown } | null)?.code)];
  return code === undefined ? error : catalogued(code);
}

/** Answers a connection whose request could not even be parsed, and ends it. */
export function answerBrokenConnection(error: NodeJS.ErrnoException, socket: Socket, renderer: ErrorRenderer): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = catalogued(BY_CODE[error.code ?? ''] ?? 'BAD_REQUEST');
  const { errors, status } = renderer.render(refusal, undefined);
  const body = JSON.stringify({ errors });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/graphql-response+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** The catalogue's own words, where nothing more is known. */
function catalogued(code: GatewayErrorCode): GatewayError {
  return new GatewayError(catalogue.get(code)?.description ?? code, { code });
}
