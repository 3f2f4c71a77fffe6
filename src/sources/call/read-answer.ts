import { TextDecoder } from 'node:util';
import { type Answer, contentTypeOf } from './answer.ts';

/** An answer with its body as text. A charset that is not known fails nothing here: the status may say enough. */
export function readAnswer(status: number, headers: Answer['headers'], body: Buffer | undefined): Answer {
  if (!body) return { status, headers, text: '' };
  const charset = charsetOf(contentTypeOf(headers));
  if (charset === undefined) return { status, headers, text: utf8Of(body) };
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset);
  } catch (error) {
    return { status, headers, text: '', unreadable: error as RangeError };
  }
  return { status, headers, text: decoder.decode(body) };
}

/** The charset that a content type names, where it is not UTF-8: so is JSON that says nothing of it. Source: RFC 8259 §8.1. */
function charsetOf(contentType: string | undefined): string | undefined {
  // What nearly all say, past the expressions, which take tenfold.
  if (contentType === undefined || contentType.endsWith('=utf-8') || contentType.endsWith('=UTF-8')) return undefined;
  const charset = CHARSET.exec(contentType)?.[1];
  return charset === undefined || UTF_8.test(charset) ? undefined : charset;
}

/** Source: RFC 9110 §8.3.2, §5.6.6. */
const CHARSET = /;\s*charset="?([^\s;"]+)/i;
const UTF_8 = /^utf-?8$/i;

/** Past `TextDecoder`, which takes longer. A mark at the beginning is none of the text. */
function utf8Of(body: Buffer): string {
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return body.toString('utf8', hasMark ? 3 : 0);
}
