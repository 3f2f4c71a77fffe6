import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** What a handler answers: a status and a JSON body. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly type?: string;
}

interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Handler = (call: Call) => Reply;

/** A route such as `GET /airports/{code}`. */
export type Routes = Readonly<Record<string, Handler>>;

export interface ServiceOptions {
  /** Value that `authorization` must have. */
  readonly authorization?: string;
}

/** A fault to show: `POST /__fault` sets it, `DELETE /__fault` ends it. */
interface Fault {
  /** Milliseconds to wait before each answer. */
  readonly latency?: number;
  /** Status to answer in place of the real answer. */
  readonly status?: number;
  /** Share of the calls that are hit, 0 to 1. */
  readonly share?: number;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });

/** An error as many services in the wild send it. Source: RFC 9457. */
export const problem = (status: number, title: string, detail: string): Reply => ({
  status,
  body: { type: 'about:blank', title, status, detail },
  type: 'application/problem+json',
});

/** A small REST service over the routes given, with fault injection and a count of its calls under `/__calls`. */
export function createService(routes: Routes, { authorization }: ServiceOptions = {}): Server {
  const table = Object.entries(routes).map(([route, handler]) => ({ ...compile(route), handler }));
  let fault: Fault = {};
  let calls = 0;

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const url = new URL(request.url ?? '/', 'http://service');
    const body = await readJson(request);
    if (url.pathname === '/__calls') return ok({ calls });
    if (url.pathname === '/__fault') {
      fault = request.method === 'POST' ? ((body ?? {}) as Fault) : {};
      return ok({ fault });
    }
    calls++;
    const hit = Math.random() < (fault.share ?? 1);
    if (hit && fault.latency) await pause(fault.latency);
    if (hit && fault.status)
      return problem(fault.status, 'Injected fault', 'This answer was asked for by POST /__fault.');
    if (authorization !== undefined && request.headers.authorization !== authorization)
      return problem(401, 'Unauthorized', 'The authorization header is missing or wrong.');
    if (body === BROKEN) return problem(400, 'Bad Request', 'The body is not JSON.');
    for (const { method, pattern, handler } of table) {
      const match = method === request.method ? pattern.exec(url.pathname) : null;
      if (match) return handler({ params: decoded(match.groups), query: url.searchParams, body });
    }
    return problem(404, 'Not Found', `There is nothing at ${url.pathname}.`);
  };

  return createServer((request, response) => {
    answer(request).then(
      (reply) => send(response, reply),
      () => send(response, problem(500, 'Internal Server Error', 'The service failed.')),
    );
  });
}

function compile(route: string): { readonly method: string; readonly pattern: RegExp } {
  const [method = '', path = ''] = route.split(' ');
  return { method, pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`) };
}

function decoded(groups: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}

const BROKEN = Symbol('not JSON');

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET') return undefined;
  let text = '';
  for await (const chunk of request) text += chunk;
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return BROKEN;
  }
}

function send(response: ServerResponse, { status, body, type = 'application/json' }: Reply): void {
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
}

/** A page of a list by `offset` and `limit`, as services count. */
export function pageOf<T>(
  all: readonly T[],
  query: URLSearchParams,
): { items: readonly T[]; total: number; next: number | null } {
  const offset = whole(query.get('offset'), 0);
  const limit = Math.min(whole(query.get('limit'), 20), 100);
  const next = offset + limit < all.length ? offset + limit : null;
  return { items: all.slice(offset, offset + limit), total: all.length, next };
}

function whole(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isInteger(value) && value >= 0 ? value : otherwise;
}
