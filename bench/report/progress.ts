const WIDTH = 24;
const CLEAR = '\r\u001B[K';

/** A bar on stderr, on a terminal only. */
export function showProgress(done: number, all: number, what: string): void {
  if (!process.stderr.isTTY) return;
  const filled = Math.round((done / all) * WIDTH);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
  process.stderr.write(done < all ? `${CLEAR}${bar} ${what}` : CLEAR);
}
