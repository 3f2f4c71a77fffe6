/** What a bar is drawn on. */
export type Terminal = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

const WIDTH = 30;
/** Milliseconds between two drawings. */
const PAUSE = 80;

/**
 * Draws on a terminal how far a piece of work is, and takes the line away when it is done; elsewhere draws nothing. It draws
 * when it is told: work that never waits leaves no turn to the timers that libraries draw by.
 */
export function progressBar(terminal: Terminal, now: () => number = Date.now): (done: number, of: number) => void {
  if (!terminal.isTTY) return () => {};
  let drawnAt = now();
  let drawn = false;
  return (done, of) => {
    if (done === of) {
      if (drawn) terminal.write('\r\u001B[K');
      return;
    }
    if (now() - drawnAt < PAUSE) return;
    [drawnAt, drawn] = [now(), true];
    const filled = Math.floor((done / of) * WIDTH);
    terminal.write(`\r${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done} of ${of} operations`);
  };
}
