import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Pressure } from './concurrency-limit.ts';

/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 20;
/** The median of so many forgives one long pause, such as a collection of garbage. */
const FEWEST_LOOKS = 5;

/** Looks at the event loop and the heap. */
export interface PressureGauge {
  readonly start: () => void;
  /** Since the last reading; `null` while there is too little to tell. */
  readonly read: () => Pressure | null;
  readonly close: () => void;
}

export function createPressureGauge(): PressureGauge {
  const looks = monitorEventLoopDelay({ resolution: RESOLUTION });
  return {
    start: () => void looks.enable(),
    read() {
      if (looks.count < FEWEST_LOOKS) return null;
      const delay = Math.max(0, looks.percentile(50) / 1e6 - RESOLUTION);
      looks.reset();
      const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
      return { delay, memory: used / most };
    },
    close: () => void looks.disable(),
  };
}
