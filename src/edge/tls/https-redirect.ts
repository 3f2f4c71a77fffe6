import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { TlsConfig } from './config.ts';

/** Milliseconds for a request to arrive; there is nothing in it to wait for. */
const LONGEST_REQUEST = 5_000;

/** Opens a plain listener beside the secure one and closes it with it: it sends readers to HTTPS and refuses the rest. */
export function httpsRedirect(app: FastifyInstance, { port, to }: TlsConfig['redirect'] & {}, host: string): void {
  const target = new URL(to).origin;
  const server = createServer(
    { headersTimeout: LONGEST_REQUEST, requestTimeout: LONGEST_REQUEST, connectionsCheckingInterval: 1_000 },
    (request, response) => answer(target, request, response),
  );
  app.addHook('onReady', async () => {
    server.listen(port, host);
    try {
      await once(server, 'listening');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      const message = `Port ${port} on ${host} is taken. Set http.tls.redirect.port to a free one, or stop what listens there.`;
      throw new Error(message, { cause: error });
    }
  });
  app.addHook('preClose', (done) => {
    server.close();
    server.closeAllConnections();
    done();
  });
}

function answer(target: string, { method, url = '/' }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('connection', 'close').setHeader('x-content-type-options', 'nosniff');
  if ((method === 'GET' || method === 'HEAD') && url.startsWith('/')) {
    response.writeHead(308, { location: `${target}${url}` }).end();
    return;
  }
  // A redirect would hide that the body has travelled in the clear, with its credentials.
  const detail = `Requests come by HTTPS only. Send them to ${target}.`;
  response
    .writeHead(403, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ type: 'about:blank', title: 'HTTPS Required', status: 403, detail }));
}
