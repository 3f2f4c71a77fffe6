import { createHash } from 'node:crypto';
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createPersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import relay from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../persisted-queries/manifest.json' with { type: 'json' };
import type { TestGateway } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const health = manifest.operations.find(({ name }) => name === 'GatewayHealth') ?? { id: '', body: '' };
const PASS = { gateway: { health: { status: 'PASS' } } };

/** What a client sent, so that a test can tell by which method and with or without the text. */
interface Sent {
  readonly method: string;
  readonly hasText: boolean;
  readonly status: number;
}

function recordingFetch() {
  const sent: Sent[] = [];
  const recorded: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const url = new URL(String(input));
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as { query?: string }) : {};
    const hasText = url.searchParams.has('query') || Boolean(body.query);
    sent.push({ method: init?.method ?? 'GET', hasText, status: response.status });
    return response;
  };
  return { sent, fetch: recorded };
}

describe.each(['GET', 'POST'] as const)('hashes by %s', (method) => {
  let open: TestGateway;
  let safelist: TestGateway;
  beforeAll(async () => {
    const inMode = (mode: 'open' | 'safelist') =>
      atlasGateway([], { config: atlasConfig({ operations: { folder: '../persisted-queries', mode } }) });
    [open, safelist] = await Promise.all([inMode('open'), inMode('safelist')]);
  });
  afterAll(() => Promise.all([open.stop(), safelist.stop()]));

  const apollo = (gateway: TestGateway, fetcher: typeof fetch) =>
    new ApolloClient({
      cache: new InMemoryCache(),
      link: createPersistedQueryLink({ sha256, useGETForHashedQueries: method === 'GET' }).concat(
        new HttpLink({ uri: `${gateway.url}/graphql`, fetch: fetcher }),
      ),
    });

  test('Apollo Client registers a text and then goes by its hash', async () => {
    const { sent, fetch: fetcher } = recordingFetch();
    const query = gql`
      query ByApollo${method} {
        gateway {
          version
        }
      }
    `;
    for (let turn = 0; turn < 2; turn++) {
      const { data } = await apollo(open, fetcher).query({ query, fetchPolicy: 'no-cache' });
      expect(data).toMatchObject({ gateway: { version: expect.any(String) } });
    }
    expect(sent).toEqual([
      { method, hasText: false, status: 200 },
      { method: 'POST', hasText: true, status: 200 },
      { method, hasText: false, status: 200 },
    ]);
  });

  test('Apollo Client sees the catalogued error of a closed gateway, and of a wrong variable', async () => {
    const { fetch: fetcher } = recordingFetch();
    const codeOf = async (promise: Promise<unknown>): Promise<unknown> => {
      const error: unknown = await promise.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      return CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.['code'] : error;
    };
    const unlisted = gql`
      query Unlisted {
        gateway {
          version
        }
      }
    `;
    expect(await codeOf(apollo(safelist, fetcher).query({ query: unlisted }))).toBe('PERSISTED_QUERY_NOT_IN_LIST');
    const wrong = gql`
      query Wrong${method}($code: String!) {
        airport(code: $code) {
          code
        }
      }
    `;
    expect(await codeOf(apollo(open, fetcher).query({ query: wrong, variables: { code: 7 } }))).toBe('BAD_USER_INPUT');
  });

  const urql = (gateway: TestGateway, fetcher: typeof fetch) =>
    new Client({
      fetchOptions: { headers: { 'apollo-require-preflight': 'true' } }, // urql sends none of its own by GET
      url: `${gateway.url}/graphql`,
      fetch: fetcher,
      preferGetMethod: false,
      exchanges: [
        persistedExchange({
          preferGetForPersistedQueries: method === 'GET',
          generateHash: async (text) => sha256(text),
        }),
        fetchExchange,
      ],
    });

  test('urql registers a text and then goes by its hash', async () => {
    const { sent, fetch: fetcher } = recordingFetch();
    const text = `query ByUrql${method} { gateway { version } }`;
    for (let turn = 0; turn < 2; turn++) {
      const { data, error } = await urql(open, fetcher).query(text, {}).toPromise();
      expect([data, error]).toEqual([{ gateway: { version: expect.any(String) } }, undefined]);
    }
    expect(sent).toEqual([
      { method, hasText: false, status: 200 },
      { method, hasText: true, status: 200 },
      { method, hasText: false, status: 200 },
    ]);
  });

  test('urql sees the catalogued error of a closed gateway', async () => {
    const { fetch: fetcher } = recordingFetch();
    const { error } = await urql(safelist, fetcher).query('{ __typename }', {}).toPromise();
    expect(error?.graphQLErrors.map(({ extensions }) => extensions['code'])).toEqual(['PERSISTED_QUERY_NOT_IN_LIST']);
  });

  /** A network layer as Relay's users write it: the compiler put the id in place of the text. */
  const relayEnvironment = (gateway: TestGateway) =>
    new relay.Environment({
      store: new relay.Store(new relay.RecordSource()),
      network: relay.Network.create(async ({ id }, variables) => {
        const params = { documentId: id ?? '', variables };
        const { body } = await (method === 'GET' ? gateway.get(params) : gateway.post(params));
        return body as relay.GraphQLResponse;
      }),
    });

  test('Relay gets data by documentId', async () => {
    const data = await relay.fetchQuery(relayEnvironment(safelist), compiled(`sha256:${health.id}`), {}).toPromise();
    expect(data).toEqual(PASS);
  });

  test('Relay sees the catalogued error of an unknown id', async () => {
    const asked = relay.fetchQuery(relayEnvironment(safelist), compiled('unknown'), {}).toPromise();
    await expect(asked).rejects.toMatchObject({
      source: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }] },
    });
  });

  test('plain fetch by documentId gets data and errors', async () => {
    const ask = (gateway: TestGateway, documentId: string) =>
      method === 'GET' ? gateway.get({ documentId }) : gateway.post({ documentId });
    const { status, body } = await ask(safelist, `sha256:${health.id}`);
    expect([status, body.data]).toMatchObject([200, PASS]);
    const unknown = await ask(safelist, 'unknown');
    expect([unknown.status, unknown.body.errors?.[0]?.extensions.code]).toEqual([404, 'PERSISTED_QUERY_NOT_IN_LIST']);
    const unknownInOpen = await ask(open, 'unknown');
    expect([unknownInOpen.status, unknownInOpen.body.errors?.[0]?.extensions.code]).toEqual([
      404,
      'PERSISTED_QUERY_NOT_FOUND',
    ]);
  });
});

/** `GatewayHealth` as relay-compiler writes it. */
function compiled(id: string): relay.ConcreteRequest {
  const scalar = (name: string) => ({ kind: 'ScalarField' as const, name, args: null, storageKey: null, alias: null });
  const linked = <S>(name: string, concreteType: string, selections: readonly S[]) => ({
    kind: 'LinkedField' as const,
    name,
    args: null,
    storageKey: null,
    alias: null,
    concreteType,
    plural: false,
    selections,
  });
  const selections = [linked('gateway', 'Gateway', [linked('health', 'GatewayHealth', [scalar('status')])])];
  return {
    kind: 'Request',
    fragment: {
      kind: 'Fragment',
      name: 'GatewayHealth',
      type: 'Query',
      metadata: null,
      argumentDefinitions: [],
      selections,
    },
    operation: { kind: 'Operation', name: 'GatewayHealth', argumentDefinitions: [], selections },
    params: { id, metadata: {}, name: 'GatewayHealth', operationKind: 'query', text: null },
  };
}
