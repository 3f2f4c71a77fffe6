import { randomUUID } from 'node:crypto';
import type { Received } from '../kernel/exchange.ts';
import type { Plugin } from '../kernel/plugin.ts';

const WELL_FORMED = /^[A-Za-z0-9._~-]{1,128}$/;

/** Names the request by its `x-request-id`, or by a new id where none came or it could do harm in a log. */
export function requestId(): Plugin<Received, { readonly requestId: string }> {
  return {
    name: 'request-id',
    run({ request }) {
      const sent = request.header('x-request-id');
      return { requestId: sent !== undefined && WELL_FORMED.test(sent) ? sent : randomUUID() };
    },
  };
}
