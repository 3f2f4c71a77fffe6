import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { ErrorRenderer } from '../../errors/render.ts';
import { framingError } from './transport-error.ts';

/** Node keeps the response that is under way at its socket; its own handler of broken connections reads it there too. */
type Connection = Duplex & { readonly bytesRead?: number; readonly _httpMessage?: ServerResponse | null };

/** Milliseconds for a client to read its refusal. Closed at once with bytes unread, a connection is reset and the answer lost. */
const TO_READ = 500;

/** Ends a connection whose request cannot be parsed or does not arrive; says why where somebody waits for an answer. */
export function brokenConnection(error: NodeJS.ErrnoException, socket: Connection, renderer: ErrorRenderer): void {
  // Opened before it was needed, as browsers and balancers do.
  const unused = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0;
  const { _httpMessage: current } = socket;
  if (error.code === 'ECONNRESET' || unused || current?.headersSent) socket.destroy();
  // A whole request came before the broken bytes: it gets its answer, and nothing comes after.
  else if (current?.req.complete) current.shouldKeepAlive = false;
  else refuseConnection(socket, framingError(error), renderer);
}

/** Takes from Node what it would refuse without a word of ours. */
export function refuseOddities(server: Server, largestBody: number, renderer: ErrorRenderer): void {
  server.on('connect', (_, socket: Duplex) => {
    const refusal = new GatewayError('This is no proxy.', { code: 'METHOD_NOT_ALLOWED' }, { headers: { allow: '' } });
    refuseConnection(socket, refusal, renderer);
  });
  server.on('checkExpectation', ({ socket }: IncomingMessage) => {
    const message = 'The header `Expect` may say `100-continue` only.';
    refuseConnection(socket, new GatewayError(message, { code: 'BAD_REQUEST' }, { httpStatus: 417 }), renderer);
  });
  // A client that asks before it sends a body too large is told so, and need not send it.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!(Number(request.headers['content-length']) > largestBody)) response.writeContinue();
    server.emit('request', request, response);
  });
}

function refuseConnection(socket: Duplex, refusal: GatewayError, renderer: ErrorRenderer): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { errors, status, headers } = renderer.render(refusal, undefined);
  const body = JSON.stringify({ errors });
  const lines = Object.entries({
    'content-type': 'application/graphql-response+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  const timer = setTimeout(() => socket.destroy(), TO_READ);
  socket.once('close', () => clearTimeout(timer));
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}
