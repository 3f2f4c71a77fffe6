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

/** What Node tells of bytes that it could not parse. */
export interface ParseError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

/** Whatever ended the parsing of a request: its framing, where nothing else is known. */
export function framingError(error: ParseError): GatewayError {
  const code = codeOf(error) ?? 'BAD_REQUEST';
  // The parser has one limit for address and headers: it was the address if the line did not end before it.
  const isAddress = code === 'HEADERS_TOO_LARGE' && !firstPart(error).includes('\n');
  return catalogued(isAddress ? 'URI_TOO_LONG' : code);
}

const firstPart = ({ rawPacket, bytesParsed }: ParseError): Buffer =>
  rawPacket?.subarray(0, bytesParsed) ?? Buffer.from('\n');

/** The catalogue's own words, where nothing more is known. */
function catalogued(code: GatewayErrorCode): GatewayError {
  const message = code === 'BAD_REQUEST' ? UNREADABLE : catalogue.get(code)?.description;
  return new GatewayError(message ?? code, { code });
}

const UNREADABLE = 'The request is no valid HTTP: its head or the length of its body cannot be read. Mend the request.';
