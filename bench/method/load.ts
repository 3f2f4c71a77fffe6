import { type Dispatcher, Pool } from 'undici';
import { type Answer, call } from './call.ts';

/** Requests under way at once: enough to keep one core busy, too few to queue for long. */
const CONCURRENCY = 16;
/** Milliseconds. Nothing here takes that long unless it hangs. */
const PATIENCE = 10_000;

/** One request of a lane, ready to be sent. */
export type Shot = Dispatcher.DispatchOptions;

/** What to send to a contender. */
export interface Task {
  /** Sent in turn. */
  readonly shots: readonly Shot[];
  readonly requests: number;
  readonly atOnce?: number | undefined;
}

/** How it went: the time that it took altogether, and each answer's own, all in milliseconds. */
interface Load {
  readonly elapsed: number;
  readonly latencies: Float64Array;
}

/** Sends requests to one contender over connections that stay open. */
export interface Driver extends AsyncDisposable {
  readonly send: (shot: Shot) => Promise<Answer>;
  /** Keeps a fixed number of requests under way until all are answered. @throws Error for any answer but 200. */
  readonly load: (task: Task) => Promise<Load>;
}

export function createDriver(url: string): Driver {
  const pool = new Pool(url, {
    connections: CONCURRENCY,
    pipelining: 1,
    keepAliveTimeout: 60_000,
    headersTimeout: PATIENCE,
    bodyTimeout: PATIENCE,
  });
  return {
    send: (shot) => call(pool, shot),
    async load({ shots, requests, atOnce = CONCURRENCY }) {
      const latencies = new Float64Array(requests);
      let next = 0;
      const client = async (): Promise<void> => {
        while (next < requests) {
          const turn = next++;
          const sentAt = performance.now();
          const { status } = await call(pool, shots[turn % shots.length] as Shot);
          latencies[turn] = performance.now() - sentAt;
          if (status !== 200) throw new Error(`${url} answered ${status} in the middle of a load.`);
        }
      };
      let loading = true;
      keepAwake(() => loading);
      const startedAt = performance.now();
      try {
        await Promise.all(Array.from({ length: atOnce }, client));
        return { elapsed: performance.now() - startedAt, latencies };
      } finally {
        loading = false;
      }
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

/**
 * Keeps the event loop turning. The system bills the waking of a sleeping client to the server that answers it, 10 µs and
 * more on a virtual machine, and a fast server does not pay, for it never lets its client sleep. So nobody shall pay. The
 * upstream service lives in this process for the same reason: called by whom it keeps waiting, it is awake too.
 */
function keepAwake(still: () => boolean): void {
  if (still()) setImmediate(keepAwake, still);
}
