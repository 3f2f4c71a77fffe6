import { GatewayError } from '../../errors/gateway-error.ts';
import type { Identified } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import type { HttpConfig } from '../config.ts';

/** A page cannot set one of these across origins without a preflight. The last one is GraphQL over HTTP's own. */
const PREFLIGHT_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name', 'graphql-require-preflight'];
/** No other type counts on a GET: there are odd ones that browsers send unasked. Source: GHSA-9q82-xgwf-vj6h. */
const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

interface Asks extends Identified {
  readonly asked: { readonly text: string | null };
}

/**
 * Refuses what a page of another site could have made a browser send, with the user's cookies. A GET: the page could not
 * read the answer, but time it. A POST without a body, as some REST endpoints take it: with one it is read as
 * `application/json` only, which has a preflight. Other methods have one always. Source: W3C Fetch.
 */
export function csrfPrevention(config: Pick<HttpConfig, 'csrfPrevention' | 'cors'>): Plugin<Asks> {
  const known = new Set(config.cors?.origins);
  const plugin = { name: 'csrf-prevention' };
  if (!config.csrfPrevention) return plugin;
  return {
    ...plugin,
    run({ request, asked }) {
      const { method } = request;
      if ((method !== 'GET' && method !== 'POST') || hadPreflight(request)) return;
      if (method === 'GET' && asked.text !== null) throw rejected('GET brings a document as text');
      // A registered operation is no stranger's, and CDNs and plain links bear no header, so here the browser's word counts.
      if (isCrossSite(request) && !known.has(request.header('origin') ?? ''))
        throw rejected(`${method} comes from a page of another site`);
    },
  };
}

type Request = Identified['request'];

function hadPreflight(request: Request): boolean {
  return PREFLIGHT_HEADERS.some((name) => request.header(name)) || JSON_TYPE.test(request.header('content-type') ?? '');
}

/**
 * Every browser tells where a request comes from, and no page can change it. Source: W3C Fetch Metadata. Those that do not
 * yet tell send the origin with every POST.
 */
function isCrossSite(request: Request): boolean {
  const site = request.header('sec-fetch-site');
  if (site === undefined) return request.method === 'POST' && request.header('origin') !== undefined;
  return site === 'cross-site' || site === 'same-site';
}

function rejected(what: string): GatewayError {
  return new GatewayError(
    `This ${what} and has no header that proves a preflight. Send \`apollo-require-preflight: true\`, or POST with \`content-type: application/json\`.`,
    { code: 'CSRF_REJECTED' },
  );
}
