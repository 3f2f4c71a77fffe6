import type { AltairConfigOptions } from 'altair-static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PAGE_CSP, pageHeaders } from '../browsers/security-headers.ts';

const FILES = '/explorer/';
const SCRIPT = 'options.js';

/** What a newcomer sees first: a question that every gateway answers. */
const FIRST_QUERY = `# Every field is described in Docs. Ctrl+Enter sends the query.
{
  gateway {
    version
    health {
      status
      checks {
        name
        status
      }
    }
  }
}
`;

const OPTIONS: AltairConfigOptions = {
  endpointURL: '/graphql',
  initialQuery: FIRST_QUERY,
  disableAccount: true,
  initialSettings: {
    'schema.reloadOnStart': true,
    // Each of these would ask for something from elsewhere, which the policy below does not allow.
    'banners.disable': true,
    'alert.disableUpdateNotification': true,
    disablePushNotification: true,
  },
};

/** The explorer of a listener. */
export interface Explorer {
  /** Whether it is there; known once the listener listens. */
  readonly isServed: () => boolean;
}

/**
 * Altair at `/graphql` for people who look there with a browser, from local files; in development only. Its packages are
 * optional: where they are not installed, a browser is answered as in production.
 */
export function serveExplorer(app: FastifyInstance): Explorer {
  const headers = pageHeaders(PAGE_CSP);
  let page: string | undefined;
  app.addHook('onRequest', (request, reply, next) => {
    if (page === undefined || !isLookedAt(request)) return next();
    return reply
      .headers({ ...headers, vary: 'accept', 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(page);
  });
  app.register(async (scope) => {
    const packages = await loadPackages();
    if (!packages) return;
    const { altair, fastifyStatic } = packages;
    page = altair.renderAltair({ ...OPTIONS, baseURL: FILES, serveInitialOptionsInSeperateRequest: SCRIPT });
    const script = altair.renderInitSnippet(OPTIONS);
    scope.addHook('onRequest', (_, reply, next) => {
      reply.headers(headers);
      next();
    });
    // Folders and paths that lead out of ours are errors to the package, and nothing to whoever asks.
    scope.setErrorHandler((_, __, reply) => reply.callNotFound());
    scope.get(`${FILES}${SCRIPT}`, (_, reply) => reply.type('text/javascript; charset=utf-8').send(script));
    await scope.register(fastifyStatic, { root: altair.getDistDirectory(), prefix: FILES, index: false });
  });
  return { isServed: () => page !== undefined };
}

/** A person with a browser, who asks nothing yet. */
function isLookedAt({ method, url, headers }: FastifyRequest): boolean {
  return method === 'GET' && (url === '/graphql' || url === '/graphql/') && /\btext\/html\b/.test(headers.accept ?? '');
}

async function loadPackages() {
  try {
    const [altair, { fastifyStatic }] = await Promise.all([import('altair-static'), import('@fastify/static')]);
    return { altair, fastifyStatic };
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
