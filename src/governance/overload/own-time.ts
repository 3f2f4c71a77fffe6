import { type Seen, STAGES, type UpstreamCall } from '../../kernel/exchange.ts';

const RESOLVED = STAGES.indexOf('resolved');
const EXECUTED = STAGES.indexOf('executed');

interface Timed extends Pick<Seen, 'times'> {
  readonly calls: readonly Pick<UpstreamCall, 'startedAt' | 'milliseconds'>[];
}

/**
 * Milliseconds that a request was in the gateway's own hands since it was let in: without the time from its first call to a
 * source to the end of its last. A source that is slow has a bulkhead and a breaker of its own; were its time ours, it would
 * cost the requests to all others their places. `null` for what was not executed.
 */
export function ownTime({ times, calls }: Timed): number | null {
  const [began = 0, ended = 0] = [times[RESOLVED], times[EXECUTED]];
  if (ended === 0) return null;
  if (calls.length === 0) return ended - began;
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const { startedAt, milliseconds } of calls) {
    if (startedAt < first) first = startedAt;
    if (startedAt + milliseconds > last) last = startedAt + milliseconds;
  }
  return Math.max(0, ended - began - (last - first));
}
