import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** What a stand saw. */
export interface Counts {
  connections: number;
  /** Connections that stand open. */
  open: number;
  /** Requests that wait for an answer which comes late, now and at most. */
  waiting: number;
  mostWaiting: number;
  requests: number;
}

/** Something that can be called in place of a service. */
export interface Stand extends AsyncDisposable {
  readonly url: string;
  readonly counts: Counts;
}

export const noCounts = (): Counts => ({ connections: 0, open: 0, waiting: 0, mostWaiting: 0, requests: 0 });

/** Makes a stand before a service; `undefined` where this machine cannot. */
export type MakeStand = (service: URL) => Promise<Stand | undefined>;

/** What happens to one connection that has been accepted. */
export type Door = (client: Socket, service: URL, counts: Counts) => void;

/** A stand whose connections all go through one door. */
export function proxy(door: Door): MakeStand {
  return async (service) => {
    const counts = noCounts();
    const server = createServer({ allowHalfOpen: true }, (client) => {
      counted(client, counts);
      door(client, service, counts);
    });
    return listening(server, counts);
  };
}

/** Notes connections and requests. A request is taken to begin with a piece, as it does where nothing is pipelined. */
export function counted(client: Socket, counts: Counts): void {
  counts.connections++;
  counts.open++;
  client.on('error', () => {});
  client.on('close', () => counts.open--);
  client.on('end', () => client.end());
  client.on('data', (chunk) => {
    if (/^[A-Z]+ \S+ HTTP\/1\.1\r\n/.test(chunk.toString('latin1', 0, 2_000))) counts.requests++;
  });
}

export async function listening(server: Server, counts: Counts, scheme = 'http'): Promise<Stand> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A connection to the service that bears what the client sends. */
export function toService(client: Socket, { hostname, port }: URL): Socket {
  const service = connect(Number(port), hostname);
  client.pipe(service);
  service.on('error', () => client.destroy());
  client.on('close', () => service.destroy());
  return service;
}
