import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet, { type HelmetOptions } from 'helmet';

type Directives = Readonly<Record<string, readonly string[]>>;

/** What an answer that is data may do in a browser: nothing. */
const DATA_CSP: Directives = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] };

/** Headers by which a browser treats a document, and which say nothing of data. Together they cost a small answer a twentieth. */
const OF_DOCUMENTS = {
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} as const;

const SELF = "'self'";

/** What a page from local files may do: nothing beyond its own origin. */
export const PAGE_CSP: Directives = {
  'default-src': [SELF],
  'script-src': [SELF],
  'style-src': [SELF, "'unsafe-inline'"], // components bring their styles along
  'img-src': [SELF, 'data:'],
  'font-src': [SELF, 'data:'],
  'worker-src': [SELF, 'blob:'],
  'object-src': ["'none'"],
  'base-uri': [SELF],
  'form-action': [SELF],
  'frame-ancestors': [SELF], // the explorer's sandbox for scripts is a frame of its own
};

/**
 * Helmet's headers for answers that are data. Source: OWASP, REST Security Cheat Sheet, "Security Headers".
 * @param hsts Whether browsers are told to come by HTTPS only; never on a plain connection. Source: RFC 6797 §7.2.
 */
export const dataHeaders = (hsts: boolean): Headers =>
  headersOf({ ...OF_DOCUMENTS, ...COMMON, contentSecurityPolicy: policyOf(DATA_CSP), strictTransportSecurity: hsts });

/** Helmet's headers for a page. */
export const pageHeaders = (csp: Directives): Headers =>
  headersOf({ ...COMMON, contentSecurityPolicy: policyOf(csp), strictTransportSecurity: false });

type Headers = Readonly<Record<string, string>>;

const COMMON = { xFrameOptions: { action: 'deny' } } as const;
const policyOf = (csp: Directives) => ({ useDefaults: false, directives: { ...csp } });

/** They are the same for every answer, so they are asked for once: Helmet's functions a request would cost more than the rest of the edge. */
function headersOf(options: HelmetOptions): Headers {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  helmet(options)(response.req, response, () => {});
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}
