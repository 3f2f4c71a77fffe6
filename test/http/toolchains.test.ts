import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { createPersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';
import relay from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Contract } from '../../src/kernel/ports/registry.ts';
import type { TestGateway } from '../../src/testing.ts';
import { createToolbox } from '../../src/toolbox.ts';
import { PLAN_TRIP, TRIP_PAGE } from '../fixtures/toolchains/apollo/operations.ts';
import { BoardContinentsDocument, BoardCountryDocument } from '../fixtures/toolchains/codegen/generated/graphql.ts';
import airportQuery from '../fixtures/toolchains/relay/__generated__/phoneAirportQuery.graphql.ts';
import tripsQuery from '../fixtures/toolchains/relay/__generated__/phoneTripsQuery.graphql.ts';
import { atlasConfig, atlasGateway, DEMO, type Service, startService } from '../support/projects/atlas.ts';

const FIXTURES = new URL('../fixtures/toolchains/persisted-queries', import.meta.url).pathname;

/** The ids and texts of every manifest, read without the code under test. */
const written = globSync('clients/*.json', { cwd: FIXTURES }).flatMap((file) => {
  const manifest = JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as
    | { readonly operations: readonly { readonly id: string; readonly body: string }[] }
    | Readonly<Record<string, string>>;
  const [name, version] = basename(file, '.json').split('@');
  const entries = Array.isArray(manifest.operations)
    ? manifest.operations.map(({ id, body }) => [id, body] as const)
    : Object.entries(manifest as Readonly<Record<string, string>>);
  return entries.map(([id, text]) => ({ id, text, clients: [{ name, versions: [version] }] }));
});

/** Values for all variables that the operations take. */
const VARIABLES: Readonly<Record<string, unknown>> = {
  code: 'NL',
  first: 1,
  input: { title: 'Home', traveller: { name: 'Ada' }, legs: [] },
};

let folder: string;
let contracts: readonly Contract[];
let services: readonly Service[];
let gateway: TestGateway;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tollgate-toolchains-'));
  cpSync(FIXTURES, folder, { recursive: true });
  const config = atlasConfig({ operations: { folder, mode: 'ids-only' } });
  createToolbox(readConfig(config), DEMO).write();
  contracts = createToolbox(readConfig(config), DEMO).standing();
  services = await Promise.all((['geography', 'airports', 'trips'] as const).map((name) => startService(name)));
  gateway = await atlasGateway(services, { config, dev: false });
});
afterAll(async () => {
  await Promise.all([gateway.stop(), ...services.map((service) => service.kill())]);
  rmSync(folder, { recursive: true });
});

test('every id and text of every toolchain stands in a contract as it was written, with its client and version', () => {
  expect(written.length).toBeGreaterThanOrEqual(9);
  const kept = contracts.map(({ id, document, clients }) => ({ id, text: document, clients }));
  expect(kept).toHaveLength(written.length);
  expect(kept).toEqual(expect.arrayContaining(written));
  const algorithms = new Map(contracts.map(({ clients, algorithm }) => [JSON.stringify(clients), algorithm]));
  expect(Object.fromEntries(algorithms)).toEqual({
    '[{"name":"web","versions":["2.1.0"]}]': 'sha256',
    '[{"name":"board","versions":["1.0.0"]}]': 'sha1',
    '[{"name":"board","versions":["2.0.0"]}]': 'sha256',
    '[{"name":"phone","versions":["5.0.0"]}]': 'md5',
  });
});

test('the manifest for everybody leaves out what clients’ own manifests hold', () => {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { operations: unknown[] };
  expect(manifest.operations).toEqual([]);
});

describe.each(['with `sha256:` and without, as its client writes it', 'the other way about'])('%s', (way) => {
  test.each(written.map(({ id, clients }) => [id, clients[0]?.name ?? ''] as const))(
    '%s of %s is answered',
    async (id) => {
      const other = id.startsWith('sha256:') ? id.slice('sha256:'.length) : id.length === 64 ? `sha256:${id}` : id;
      const documentId = way.startsWith('with') ? id : other;
      const text = written.find((entry) => entry.id === id)?.text ?? '';
      const named = [...text.matchAll(/\$(\w+):/g)].map(([, name = '']) => [name, VARIABLES[name]]);
      const { status, body } = await gateway.post({ documentId, variables: Object.fromEntries(named) });
      expect([status, body.errors]).toEqual([200, undefined]);
      expect(body.data).toBeTypeOf('object');
    },
  );
});

test('a text is refused, even one that is registered', async () => {
  const { status, body } = await gateway.post({ query: written[0]?.text });
  expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'PERSISTED_QUERY_ID_REQUIRED']);
});

/** Apollo Client, told how to get from a document to its id. */
const apollo = (generateHash: ReturnType<typeof generatePersistedQueryIdsFromManifest>['generateHash']) =>
  new ApolloClient({
    cache: new InMemoryCache(),
    link: createPersistedQueryLink({ generateHash }).concat(new HttpLink({ uri: `${gateway.url}/graphql` })),
  });

describe('Apollo Client over the manifest that Apollo’s tool wrote', () => {
  const client = () =>
    apollo(
      generatePersistedQueryIdsFromManifest({
        loadManifest: () => JSON.parse(readFileSync(join(FIXTURES, 'clients/web@2.1.0.json'), 'utf8')),
      }).generateHash,
    );

  test('queries', async () => {
    const { data } = await client().query({ query: TRIP_PAGE, variables: { first: 1 } });
    expect(data).toMatchObject({ trips: { items: [{ __typename: 'Trip', title: expect.any(String) }] } });
  });

  test('mutates', async () => {
    const { data } = await client().mutate({ mutation: PLAN_TRIP, variables: { input: VARIABLES['input'] } });
    expect(data).toMatchObject({ createTrip: { title: 'Home', status: 'PLANNED' } });
  });
});

describe('the typed documents of GraphQL Code Generator', () => {
  /** As its guide says. */
  const client = () => apollo(async (document) => (document as unknown as Coded)['__meta__'].hash);
  interface Coded {
    readonly ['__meta__']: { readonly hash: string };
  }

  test('get data of their types', async () => {
    const fetchPolicy = 'no-cache'; // the cache wants `__typename`, which these texts leave out
    const country = await client().query({ query: BoardCountryDocument, variables: { code: 'NL' }, fetchPolicy });
    expect(country.data?.country?.currency).toEqual({ code: 'EUR', symbol: '€' });
    const { data } = await client().query({ query: BoardContinentsDocument, fetchPolicy });
    expect(data?.continents).toContainEqual({ code: 'EU', name: 'Europe' });
  });
});

describe('Relay by the ids that its compiler wrote', () => {
  const environment = () =>
    new relay.Environment({
      store: new relay.Store(new relay.RecordSource()),
      network: relay.Network.create(async ({ id, text }, variables) => {
        expect(text).toBeNull();
        return (await gateway.post({ doc_id: id, variables })).body as relay.GraphQLResponse;
      }),
    });

  test('gets data', async () => {
    const airport = await relay.fetchQuery(environment(), airportQuery, { code: 'AMS' }).toPromise();
    expect(airport).toEqual({ airport: { code: 'AMS', name: expect.any(String), timeZone: 'Europe/Amsterdam' } });
    const data = await relay.fetchQuery(environment(), tripsQuery, { first: 2 }).toPromise();
    expect(data).toMatchObject({ trips: { items: [{ id: expect.any(String) }, { id: expect.any(String) }] } });
  });
});
