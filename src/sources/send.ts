import type { Dispatcher, Pool } from 'undici';
import type { Answer } from './failure.ts';

/**
 * One HTTP call by undici's own lowest interface: it makes no stream of an answer that is read to its end anyway.
 * Rejects with undici's error, or with the signal's reason.
 */
export function send(pool: Pool, request: Dispatcher.DispatchOptions, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    const abort = (): void => {
      controller?.abort(reasonOf(signal));
      reject(reasonOf(signal)); // at once, though it may still wait for a connection
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    const chunks: Buffer[] = [];
    let status = 0;
    let headers: Answer['headers'] = {};
    pool.dispatch(request, {
      onRequestStart(started) {
        controller = started;
        if (signal.aborted) started.abort(reasonOf(signal));
      },
      onResponseStart(_, code, fields) {
        status = code;
        headers = fields;
      },
      onResponseData(_, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        signal.removeEventListener('abort', abort);
        const [first] = chunks;
        const body = chunks.length === 1 && first ? first : Buffer.concat(chunks);
        resolve({ status, headers, text: textOf(body) });
      },
      onResponseError(_, error) {
        signal.removeEventListener('abort', abort);
        reject(error);
      },
    });
  });
}

/** UTF-8, whatever it says; a mark at its beginning is none of it. Source: RFC 8259 §8.1. */
function textOf(body: Buffer): string {
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return body.toString('utf8', hasMark ? 3 : 0);
}

const reasonOf = ({ reason }: AbortSignal): Error => (reason instanceof Error ? reason : new Error(String(reason)));
