import type { ServerOptions } from 'node:http';
import type { HttpConfig } from '../config.ts';

/** Milliseconds between looks at how long requests have been arriving: how much later than its limit a slow one ends. */
const CHECK_EVERY = 1_000;

/** How Node reads requests, with TLS and without. */
export function serverOptions({ timeouts, limits }: HttpConfig): ServerOptions {
  return {
    headersTimeout: Math.min(timeouts.headers, timeouts.request),
    requestTimeout: timeouts.request,
    connectionsCheckingInterval: CHECK_EVERY,
    maxHeaderSize: limits.head,
    // We refuse a request without a host ourselves: Node's refusal has no body.
    requireHostHeader: false,
    // Of two `Host` or `Content-Type` headers Node would take the first and a proxy maybe the last. Joined, they are no
    // host and no media type, and are refused where those are read.
    joinDuplicateHeaders: true,
  };
}
