import { monitorEventLoopDelay } from 'node:perf_hooks';
import { exposition } from './exposition.ts';

/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 20;

/** How late the event loop is. Its timer takes no part in requests and keeps no process. */
export function createEventLoopDelay() {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  // What is measured is the time from look to look; an idle loop would seem to be late by all of it.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - RESOLUTION / 1_000);

  const figures = (): readonly (readonly [name: string, what: string, seconds: number])[] => [
    ['min', 'Least', late(delay.min)],
    ['max', 'Greatest', late(delay.max)],
    ['mean', 'Mean', late(delay.mean)],
    ['stddev', 'Standard deviation of the', delay.stddev / 1e9],
    ['p50', 'Median', late(delay.percentile(50))],
    ['p90', '90th percentile of the', late(delay.percentile(90))],
    ['p99', '99th percentile of the', late(delay.percentile(99))],
  ];

  return {
    start: () => void delay.enable(),
    close: () => void delay.disable(),
    /** Of the time since the last text. */
    text(): string {
      const nothing = delay.count === 0;
      const families = figures().map(([name, what, value]) => {
        const help = `${what} delay of the event loop since the last scrape, in seconds.`;
        const family = { name: `nodejs_eventloop_delay_${name}_seconds`, type: 'gauge', help } as const;
        return exposition(family, nothing ? [] : [{ labels: '', value }]);
      });
      if (!nothing) delay.reset(); // scrapes that follow each other faster than looks would never see one
      return families.join('');
    },
  };
}
