import type { Signals } from '../kernel/ports/signals.ts';

/** Writes each signal as one line of JSON to standard error. */
export const stderrSignals: Signals = {
  emit: ({ level, name, message, attributes }) => {
    process.stderr.write(
      `${JSON.stringify({ time: new Date().toISOString(), level, name, message, ...attributes })}\n`,
    );
  },
};
