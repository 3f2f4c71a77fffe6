import type { Server } from 'node:http';
import type { Signals } from '../../kernel/ports/signals.ts';

/** Milliseconds between two reports: a flood of connections must not become one of log lines. */
const REPORT_EVERY = 10_000;

/** Closes connections beyond so many before anything is read from them: the first at once with a report, later ones counted. */
export function limitConnections(server: Server, most: number, signals: Signals): void {
  let closed = 0;
  let quiet = false;
  const report = (): void => {
    quiet = closed > 0;
    if (!quiet) return;
    const message = `${closed} connections were closed unread, because ${most} are open. Raise \`http.limits.connections\`, or add a replica.`;
    signals.emit({ level: 'warn', name: 'connections.closed', message, attributes: { closed } });
    closed = 0;
    setTimeout(report, REPORT_EVERY).unref();
  };
  server.maxConnections = most;
  server.on('drop', () => {
    closed++;
    if (!quiet) report();
  });
}
