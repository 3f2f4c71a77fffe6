import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { catalogue, type GatewayErrorCode } from '../errors/catalogue.ts';
import { GatewayError } from '../errors/gateway-error.ts';

const BY_FASTIFY_CODE: Readonly<Record<string, GatewayErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BAD_REQUEST',
};

/** An error of the HTTP server, as one of the catalogue; what it does not know stays what it is, and is masked. */
export function transportError(error: unknown): unknown {
  const code = BY_FASTIFY_CODE[String((error as { code?: unknown } | null)?.code)];
  return code === undefined ? error : catalogued(code);
}

const BY_PARSER_CODE: Readonly<Record<string, GatewayErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
};

/** Answers a connection whose request could not even be parsed, and ends it. */
export function answerBrokenConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = BY_PARSER_CODE[error.code ?? ''] ?? 'BAD_REQUEST';
  const { httpStatus, retryable, description } = entryOf(code);
  const body = JSON.stringify({ errors: [{ message: description, extensions: { code, retryable } }] });
  socket.end(
    [
      `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus]}`,
      'content-type: application/graphql-response+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function catalogued(code: GatewayErrorCode): GatewayError {
  return new GatewayError(entryOf(code).description, { code });
}

function entryOf(code: GatewayErrorCode) {
  const entry = catalogue.get(code);
  if (!entry) throw new Error(`The catalogue has no ${code}.`);
  return entry;
}
