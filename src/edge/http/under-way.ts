import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Places } from './places.ts';

/** The requests that a server is answering, and its connections. */
export interface UnderWay {
  /** Closes the server by `close`, lets requests under way end for so many milliseconds, and tells how many were cut off. */
  readonly close: (close: () => Promise<unknown>, grace: number) => Promise<number>;
}

export function underWay(server: Server): UnderWay {
  const sockets = new Set<Socket>();
  const requests = new Places<ServerResponse>();
  let onIdle: (() => void) | undefined;

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (_: IncomingMessage, response: ServerResponse) => {
    const place = requests.take(response);
    response.once('close', () => {
      requests.leave(place);
      if (requests.size === 0) onIdle?.();
    });
  });

  return {
    async close(close, grace) {
      if (!server.listening) return 0;
      const closed = close();
      // Balancers and browsers open connections before they need them; one that bears no request need not be waited for.
      const busy = new Set(requests.all().map(({ socket }) => peerOf(socket)));
      for (const socket of sockets) if (!busy.has(peerOf(socket))) socket.destroy();
      if (requests.size > 0) {
        const idle = new Promise<void>((resolve) => (onIdle = resolve));
        const timer = new AbortController();
        await Promise.race([idle, pause(grace, undefined, { signal: timer.signal }).catch(() => {})]);
        timer.abort();
      }
      const unfinished = requests.size;
      server.closeAllConnections();
      await closed;
      return unfinished;
    },
  };
}

/** Under TLS a request knows the socket that decrypts, and the server the one beneath it; their peer is one. */
function peerOf(socket: Socket | null): string {
  return `${socket?.remoteAddress} ${socket?.remotePort}`;
}
