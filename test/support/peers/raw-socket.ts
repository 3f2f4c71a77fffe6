import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What came back on a connection until it closed. */
export interface RawAnswer {
  readonly text: string;
  /** The status lines, in order. */
  readonly statuses: readonly number[];
  /** The body of the first response. */
  readonly body: string;
  readonly milliseconds: number;
}

/** Opens a connection for bytes that no HTTP client would send. */
export async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {}); // resets are seen as `close`
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes and reads until the server closes; `close` in the request's headers makes it do so after an answer. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<RawAnswer> {
  const startedAt = performance.now();
  const socket = await openSocket(url);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await once(socket, 'close');
  return { ...read(Buffer.concat(chunks).toString('utf8')), milliseconds: performance.now() - startedAt };
}

/** Splits what came by the lengths that the responses tell, so that nothing in a body counts as a response. */
function read(text: string): Omit<RawAnswer, 'milliseconds'> {
  const statuses: number[] = [];
  const bodies: string[] = [];
  let rest = Buffer.from(text);
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    const head = rest.subarray(0, Math.max(end, 0)).toString();
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    if (end < 0 || Number.isNaN(status)) break;
    const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (status !== 100) statuses.push(status);
    bodies.push(rest.subarray(end + 4, end + 4 + length).toString());
    rest = rest.subarray(end + 4 + length);
  }
  return { text, statuses, body: bodies.find((body) => body !== '') ?? '' };
}
