import { randomFillSync } from 'node:crypto';

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZERO_TRACE = '0'.repeat(32);
const ZERO_SPAN = '0'.repeat(16);
const LONGEST_STATE = 512;

/** A caller's place in a trace, as it came in. */
export interface RemoteParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
  readonly state: string | null;
}

/** Reads `traceparent` and `tracestate`; `null` where there is none, or one that cannot be used. Source: W3C Trace Context §3.2. */
export function readTraceContext(parent: string | undefined, state: string | undefined): RemoteParent | null {
  if (parent === undefined) return null;
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(parent) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (traceId === ZERO_TRACE || spanId === ZERO_SPAN) return null;
  const kept = state !== undefined && state.length <= LONGEST_STATE && state.split(',').length <= 32 ? state : null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1, state: kept };
}

const POOL = Buffer.allocUnsafe(4_096);
let used = POOL.length;

/** A random id of so many bytes, in hex, never all zero. One call of the generator serves many ids. */
export function randomId(bytes: 8 | 16): string {
  if (used + bytes > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  const id = POOL.toString('hex', used, used + bytes);
  used += bytes;
  return id === ZERO_SPAN || id === ZERO_TRACE ? randomId(bytes) : id;
}
