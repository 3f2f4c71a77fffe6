import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Whether a request is one too many behind others on its connection. Node starts every request that it has read, so a
 * single packet could start a thousand; those that come one by one are never counted.
 */
export function pipelineRule(most: number): (request: IncomingMessage, response: ServerResponse) => boolean {
  const queues = new WeakMap<Socket, Set<ServerResponse>>();

  const queueOf = (socket: Socket): Set<ServerResponse> => {
    const known = queues.get(socket);
    if (known) return known;
    const queue = new Set<ServerResponse>();
    queues.set(socket, queue);
    // Node tells the response being written that its connection has closed, and forgets those behind it.
    socket.once('close', () => {
      for (const response of queue) if (response.socket === null) response.destroy().emit('close');
    });
    return queue;
  };

  return ({ socket }, response) => {
    // A response without a socket waits until the one before it is out.
    if (response.socket !== null) return false;
    const queue = queueOf(socket);
    if (queue.size >= most) return true;
    queue.add(response);
    response.once('close', () => queue.delete(response));
    return false;
  };
}
