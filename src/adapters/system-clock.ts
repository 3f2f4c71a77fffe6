import type { Clock } from '../kernel/ports/clock.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  now: Date.now,
  elapsed: () => performance.now(),
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};
