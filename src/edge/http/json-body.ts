import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { FastifyBodyParser } from 'fastify';
import type { GatewayErrorCode } from '../../errors/catalogue.ts';
import { GatewayError } from '../../errors/gateway-error.ts';

/** No `zstd`: one frame may ask its reader for a window of 128 MiB. */
const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;
const TAKEN = 'gzip, deflate, br';

/**
 * Takes the bytes of a JSON body, decompressed where it came compressed.
 * @param limit bytes that it may have; decompressing stops there.
 */
export function jsonBody(limit: number): FastifyBodyParser<Buffer> {
  return ({ headers }, body, done) => {
    const { 'content-type': type = '', 'content-encoding': coding } = headers;
    if (type !== 'application/json' && !inUtf8(type))
      throw refused('UNSUPPORTED_MEDIA_TYPE', 'The body must be `application/json`, in UTF-8.');
    if (coding === undefined) done(null, body);
    else decompressed(body, coding.trim().toLowerCase(), limit).then((whole) => done(null, whole), done);
  };
}

async function decompressed(body: Buffer, coding: string, limit: number): Promise<Buffer> {
  if (coding === 'identity') return body;
  if (!isKnown(coding)) {
    const message = `The body’s \`Content-Encoding\` must be one of ${TAKEN}, once.`;
    throw refused('UNSUPPORTED_MEDIA_TYPE', message, { 'accept-encoding': TAKEN });
  }
  try {
    return await DECODERS[coding](body, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw refused('PAYLOAD_TOO_LARGE', 'The body is too large when decompressed.');
    throw refused('BAD_REQUEST', `The body is not ${coding}.`);
  }
}

const isKnown = (coding: string): coding is keyof typeof DECODERS => Object.hasOwn(DECODERS, coding);

/** JSON is UTF-8, unless its sender claims otherwise. Source: RFC 8259 §8.1. */
function inUtf8(type: string): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(type)?.[1];
  return charset === undefined || /^utf-?8$/i.test(charset);
}

function refused(
  code: GatewayErrorCode,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): GatewayError {
  return new GatewayError(message, { code }, { headers });
}
