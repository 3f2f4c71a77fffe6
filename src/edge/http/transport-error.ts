import { catalogue, type GatewayErrorCode } from '../../errors/catalogue.ts';
import { GatewayError } from '../../errors/gateway-error.ts';

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

const codeOf = (error: unknown): GatewayErrorCode | undefined =>
  BY_CODE[String((error as { code?: unknown } | null)?.code)];

/** An error of the HTTP server, as one of the catalogue where it is one. */
export function transportError(error: unknown): unknown {
  const code = codeOf(error);
  return code === undefined ? error : catalogued(code);
}

/** Whatever ended the parsing of a request: its framing, where nothing else is known. */
export function framingError(error: NodeJS.ErrnoException & { readonly rawPacket?: Buffer }): GatewayError {
  const code = codeOf(error) ?? 'BAD_REQUEST';
  // The parser has one limit for address and headers: it was the address if its line did not even end.
  const isAddress = code === 'HEADERS_TOO_LARGE' && error.rawPacket?.includes('\n') === false;
  return catalogued(isAddress ? 'URI_TOO_LONG' : code);
}

/** The catalogue's own words, where nothing more is known. */
function catalogued(code: GatewayErrorCode): GatewayError {
  return new GatewayError(catalogue.get(code)?.description ?? code, { code });
}
