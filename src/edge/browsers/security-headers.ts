import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

type Directives = Readonly<Record<string, readonly string[]>>;

export interface SecurityHeadersOptions {
  readonly csp: Directives;
  /** Whether browsers are told to come by HTTPS only; never on a plain connection. Source: RFC 6797 §7.2. */
  readonly hsts: boolean;
}

/** What an answer that is data may do in a browser: nothing. */
export const DATA_CSP: Directives = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] };

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

/** Helmet's headers. They are the same for every answer, so they are asked for once: its twelve functions a request would cost more than the rest of the edge. */
export function securityHeaders({ csp, hsts }: SecurityHeadersOptions): Readonly<Record<string, string>> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const apply = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { ...csp } },
    strictTransportSecurity: hsts,
    xFrameOptions: { action: 'deny' },
  });
  apply(response.req, response, () => {});
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}
