import { type Dispatcher, errors } from 'undici';
import type { Fault } from './parse-fault.ts';

/** Lets the share of a source's calls go wrong that a fault asks for. What goes wrong otherwise than late never reaches the source. */
export function faulty({ what, share, seed }: Fault): Dispatcher.DispatcherComposeInterceptor {
  const random = randomFrom(seed);
  return (dispatch) => (request, handler) => {
    if (random() >= share) return dispatch(request, handler);
    if (what.kind === 'latency') {
      setTimeout(() => dispatch(request, handler), what.milliseconds).unref();
      return true;
    }
    const controller = new FaultyController(handler);
    setImmediate(() => {
      handler.onRequestStart?.(controller, {});
      if (controller.aborted || what.kind === 'hang') return;
      if (what.kind === 'reset') return controller.fail(resetError());
      const { status, text, isCut } = answerOf(what);
      handler.onResponseStart?.(controller, status, { 'content-type': 'application/json' });
      handler.onResponseData?.(controller, Buffer.from(text));
      if (isCut) controller.fail(new errors.SocketError('other side closed'));
      else handler.onResponseEnd?.(controller, {});
    });
    return true;
  };
}

interface FaultyAnswer {
  readonly status: number;
  readonly text: string;
  readonly isCut: boolean;
}

function answerOf(what: Exclude<Fault['what'], { kind: 'latency' }>): FaultyAnswer {
  if (what.kind === 'status') return { status: what.status, text: '{"title":"Injected fault"}', isCut: false };
  return { status: 200, text: '{"injected":["fault",', isCut: what.kind === 'truncated' };
}

const RESET = 'ECONNRESET';
const resetError = (): Error => Object.assign(new Error(`read ${RESET}`), { code: RESET });

/** Of a call that was never made: it can be given up. */
class FaultyController implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  rawHeaders = null;
  rawTrailers = null;
  readonly #handler: Dispatcher.DispatchHandler;

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#handler = handler;
  }

  fail(error: Error): void {
    this.#handler.onResponseError?.(this, error);
  }

  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.fail(reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }
}

/** Numbers from 0 to 1, the same for the same seed. Source: Mulberry32, T. Ettinger, public domain. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
