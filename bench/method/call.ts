import type { Dispatcher, Pool } from 'undici';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** One HTTP call by undici's own lowest interface, which makes no stream of the answer. */
export function call(pool: Pool, request: Dispatcher.DispatchOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let type = '';
    pool.dispatch(request, {
      onRequestStart() {},
      onResponseStart(_, code, headers) {
        status = code;
        type = String(headers['content-type']);
      },
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd: () =>
        resolve({ status, type, body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) }),
      onResponseError: (_, error) => reject(error),
    });
  });
}
