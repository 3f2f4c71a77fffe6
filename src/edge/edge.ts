import { once } from 'node:events';
import fastify, { type FastifyInstance } from 'fastify';
import type { Phase, Probes } from '../kernel/health.ts';
import type { Answered, Arrival } from '../kernel/runner.ts';
import type { HttpConfig } from './config.ts';
import { graphqlRoutes } from './graphql-routes.ts';
import { publicProbes } from './probes.ts';
import { respondProblem } from './respond.ts';
import { answerBrokenConnection } from './transport-error.ts';

export interface EdgeParts {
  readonly config: HttpConfig;
  readonly run: (arrival: Arrival) => Promise<Answered>;
  readonly probes: Probes;
  readonly phase: () => Phase;
}

/** The public listener. */
export interface Edge {
  /** The server, to be told where to listen. */
  readonly listener: FastifyInstance;
  /** Takes no new connections and waits for requests under way, at most the time given; tells how many were cut off. */
  readonly close: (grace: number) => Promise<number>;
}

export function createEdge({ config, run, probes, phase }: EdgeParts): Edge {
  const { timeouts } = config;
  const app = fastify({
    logger: false,
    bodyLimit: config.maxBody,
    requestTimeout: timeouts.request,
    connectionTimeout: timeouts.idle,
    keepAliveTimeout: timeouts.idle,
    http: { headersTimeout: timeouts.request, maxHeaderSize: config.maxHeaders, connectionsCheckingInterval: 1_000 },
    clientErrorHandler: answerBrokenConnection,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // requests that arrive while draining are answered, with `connection: close`
    routerOptions: { maxParamLength: 600 }, // the longest operation id, percent-encoded where it must be
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.setNotFoundHandler((_, reply) => respondProblem(reply, 404, 'Not Found', 'GraphQL is served at /graphql.'));
  // Nothing of an unexpected error may leave; the routes of GraphQL answer their own.
  app.setErrorHandler((_, __, reply) =>
    respondProblem(reply, 500, 'Internal Server Error', 'Something failed inside the gateway.'),
  );
  publicProbes(app, probes);
  graphqlRoutes(app, { run, phase });

  return {
    listener: app,
    async close(grace) {
      if (!app.server.listening) return 0;
      const closed = once(app.server, 'close');
      const done = app.close();
      const timer = Promise.withResolvers<'late'>();
      const handle = setTimeout(() => timer.resolve('late'), grace);
      const unfinished = (await Promise.race([closed, timer.promise])) === 'late' ? await connections(app.server) : 0;
      clearTimeout(handle);
      app.server.closeAllConnections();
      await done;
      return unfinished;
    },
  };
}

function connections(server: import('node:http').Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
}
