import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorRenderer } from '../../../errors/render.ts';
import type { RestFaces } from '../../../kernel/ports/rest-faces.ts';
import { PAGE_CSP, pageHeaders } from '../../browsers/security-headers.ts';
import type { HttpConfig } from '../../config.ts';
import { etagOf, isNamed } from '../../exchange/etag.ts';
import type { Exchanges } from '../../exchange/exchanges.ts';
import { respondProblem } from '../../exchange/respond-problem.ts';
import { redocFile, swaggerScript, swaggerStyle } from './files.ts';
import { redocPage, SWAGGER_START, swaggerPage } from './pages.ts';

export interface DocsParts {
  readonly config: Pick<HttpConfig, 'rest'>;
  /** Those of the generation that serves. */
  readonly faces: () => RestFaces;
  readonly exchanges: Exchanges;
  readonly renderer: ErrorRenderer;
}

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

/** What describes the endpoints: `/openapi.json`, and for people `/docs` and `/docs/redoc`, from local files. */
export function serveDocs(app: FastifyInstance, { config, faces, exchanges, renderer }: DocsParts): void {
  const document = named(() => faces().openApi());
  app.get('/openapi.json', (request, reply) => {
    const closed = exchanges.closed();
    if (!closed) return send(request, reply, document(), 'application/json; charset=utf-8');
    respondProblem(reply, renderer.render(closed, undefined));
    return reply;
  });
  const headers = pageHeaders({ ...PAGE_CSP, 'frame-ancestors': ["'none'"] });
  const { title } = config.rest;
  for (const [url, type, read] of [
    ['/docs', HTML, () => swaggerPage(title)],
    ['/docs/', HTML, () => swaggerPage(title)],
    ['/docs/swagger-ui.css', 'text/css; charset=utf-8', once(swaggerStyle)],
    ['/docs/swagger-ui-bundle.js', SCRIPT, once(swaggerScript)],
    ['/docs/start.js', SCRIPT, () => SWAGGER_START],
    ['/docs/redoc', HTML, () => redocPage(title)],
    ['/docs/redoc.standalone.js', SCRIPT, once(redocFile)],
  ] as const) {
    const file = named(read);
    app.get(url, (request, reply) => send(request, reply.headers(headers), file(), type));
  }
}

interface Named {
  readonly text: string;
  readonly etag: string;
}

/** A text with its name, which is made anew only when the text has changed. */
function named(read: () => string): () => Named {
  let last: Named | undefined;
  return () => {
    const text = read();
    if (last?.text !== text) last = { text, etag: etagOf(text) };
    return last;
  };
}

function once(read: () => string): () => string {
  let text: string | undefined;
  return () => (text ??= read());
}

/** A reader asks each time whether it has changed. */
function send(request: FastifyRequest, reply: FastifyReply, { text, etag }: Named, type: string): FastifyReply {
  reply.header('etag', etag).header('cache-control', 'no-cache');
  return isNamed(etag, request) ? reply.code(304).send() : reply.type(type).send(text);
}
