import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

export interface Balancer extends AsyncDisposable {
  readonly url: string;
}

/** How often an instance is asked whether it may receive traffic, in milliseconds. */
const INTERVAL = 50;

/**
 * A balancer of TCP connections, as small as one can be: each new connection goes to the next instance whose `/readyz`
 * passed when it was last asked.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const ready = new Set<number>();
  let next = 0;
  let closed = false;
  const server = createServer((client) => {
    const able = ports.filter((port) => ready.has(port));
    const port = able[next++ % able.length];
    if (port === undefined) return client.destroy();
    const instance = connect(port, '127.0.0.1');
    client.pipe(instance).pipe(client);
    for (const [one, other] of [
      [client, instance],
      [instance, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
    return client;
  });
  const watch = async (port: number): Promise<void> => {
    while (!closed) {
      const passes = await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: 'close' } })
        .then(({ ok }) => ok)
        .catch(() => false);
      if (passes) ready.add(port);
      else ready.delete(port);
      await new Promise((later) => setTimeout(later, INTERVAL));
    }
  };
  const watching = Promise.all(ports.map(watch));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      closed = true;
      await watching;
      server.close();
    },
  };
}
