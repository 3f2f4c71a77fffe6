import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';

/** What can be told to listen: an HTTP server as Fastify makes it. */
export interface Listener {
  readonly listen: (at: { host: string; port: number; backlog: number }) => Promise<unknown>;
  readonly server: { readonly address: () => AddressInfo | string | null };
}

/**
 * New connections that wait while the process is busy; the system may allow fewer. For one more, TCP tries again in a second,
 * and Node's 511 come in a moment when all clients connect anew.
 */
const BACKLOG = 4_096;

/**
 * Listens, and answers with the base address; the port differs from the one asked for when that was 0.
 * @param variable the environment variable to name when the port is taken
 */
export async function listenAt(app: Listener, host: string, port: number, variable: string): Promise<string> {
  try {
    await app.listen({ host, port, backlog: BACKLOG });
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code !== 'EADDRINUSE') throw error;
    const message = `Port ${port} on ${host} is taken. Set ${variable} to a free one, or stop what listens there.`;
    throw new Error(message, { cause: error });
  }
  const address = app.server.address();
  const shown = host === '0.0.0.0' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const scheme = app.server instanceof TlsServer ? 'https' : 'http';
  return `${scheme}://${shown}:${typeof address === 'object' ? address?.port : port}`;
}
