import { parse } from 'graphql';
import type { Governed } from '../kernel/exchange.ts';
import type { SourceClients } from '../kernel/ports/source-clients.ts';
import type { GatewayContext } from '../kernel/resolver.ts';

/** The context of the trial request at start-up: whole, so that users' plugins can read all that they read of real ones. */
export function trialContext(clients: SourceClients): GatewayContext {
  const principal = { id: null, scopes: new Set<string>() };
  const exchange: Governed = {
    request: { method: 'POST', header: () => undefined, headers: () => [], params: () => ({}) },
    generation: 'start-up',
    signal: new AbortController().signal,
    startedAt: 0,
    times: new Float64Array(4),
    calls: [],
    called: () => {},
    requestId: 'start-up',
    client: { name: null, version: null },
    operation: { id: 'start-up', name: null, type: 'query', document: parse('{ __typename }'), registered: false },
    rawVariables: {},
    variables: {},
    principal,
  };
  return { exchange, principal, sources: clients.forExchange(exchange) };
}
