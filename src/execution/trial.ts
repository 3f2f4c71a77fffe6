import { type ApolloServer, HeaderMap } from '@apollo/server';
import { parse } from 'graphql';
import type { Governed } from '../kernel/exchange.ts';
import type { Flags } from '../kernel/ports/stores/flags.ts';
import type { SourceClients } from '../kernel/ports/source-clients.ts';
import type { GatewayContext } from '../kernel/fields/resolver.ts';

/**
 * One request at start-up that nobody sent, so that start-up and not the first client learns what the users' plugins ask
 * for. It is whole, for plugins read of it what they read of real ones; one that refuses it has been asked all the same.
 */
export async function tryOut(apollo: ApolloServer<GatewayContext>, clients: SourceClients): Promise<void> {
  const http = { method: 'POST', headers: new HeaderMap(), search: '', body: undefined };
  await apollo
    .executeOperation({ query: '{ __typename }', http }, { contextValue: trialContext(clients) })
    .catch(quiet);
}

const TRIAL = 'start-up';
const quiet = (): void => {};

/** Whether a context is that of the trial, whose errors are nobody's. */
export function isTrial({ exchange }: GatewayContext): boolean {
  return exchange.generation === TRIAL;
}

function trialContext(clients: SourceClients): GatewayContext {
  const principal = { id: null, tenant: null, scopes: new Set<string>() };
  const flags: Flags = {
    get: (key) => ({ key, value: null, variant: null, reason: 'DEFAULT' }),
    enabled: () => false,
  };
  const text = '{ __typename }';
  const exchange: Governed = {
    request: {
      method: 'POST',
      route: TRIAL,
      address: () => null,
      header: () => undefined,
      headers: () => [],
      params: () => ({}),
    },
    generation: TRIAL,
    signal: new AbortController().signal,
    startedAt: 0,
    deadline: 0,
    endWithin: quiet,
    whenEnded: quiet,
    respondWith: quiet,
    times: new Float64Array(4),
    calls: [],
    calling: quiet,
    called: () => {},
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    trace: null,
    requestId: TRIAL,
    client: { name: null, version: null },
    operation: { id: TRIAL, name: null, type: 'query', text, document: parse(text), registered: false },
    rawVariables: {},
    variables: {},
    principal,
    closedFields: new Set(),
    flags,
    cost: null,
  };
  return { exchange, principal, flags, sources: clients.forExchange(exchange) };
}
