import { setTimeout as pause } from 'node:timers/promises';

/** Waits for the work, but no longer than this many milliseconds. */
export async function inTime(work: Promise<unknown> | undefined, milliseconds: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([work, pause(milliseconds, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
}
