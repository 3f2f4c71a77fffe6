import { createServer } from 'node:http';
import fastify, { type FastifyInstance } from 'fastify';
import { createGateway } from 'tollgate';
import { config } from './config.ts';

/** The gateway before a Fastify app: it takes the requests to `/graphql` as they come in, bodies unread. */
export function app(root: string): FastifyInstance {
  const gateway = createGateway(config, { root, dev: true });
  const graphql = gateway.handler();
  const own = fastify({
    serverFactory: (handler) =>
      createServer((request, response) =>
        request.url?.startsWith('/graphql') ? graphql(request, response) : handler(request, response),
      ),
  });
  own.get('/', () => 'My own page');
  own.addHook('onClose', async () => void (await gateway.stop()));
  return own;
}
