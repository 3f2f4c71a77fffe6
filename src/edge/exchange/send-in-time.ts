import type { ServerResponse } from 'node:http';

/** Cuts the connection of a client that does not take its answer. What the system has taken already needs no timer. */
export function sendInTime(response: ServerResponse, milliseconds: number): void {
  const { socket } = response.req;
  if (response.socket !== null && socket.writableLength === 0) return;
  const timer = setTimeout(() => socket.destroy(), milliseconds);
  response.once('close', () => clearTimeout(timer));
}
