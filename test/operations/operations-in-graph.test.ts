import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestGateway } from '../../src/testing.ts';
import { serveSdl } from '../support/projects/serve-sdl.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';

const manifest = JSON.parse(readFileSync('persisted-queries/manifest.json', 'utf8')) as {
  operations: { id: string; name: string; body: string }[];
};
const idOf = (name: string): string => manifest.operations.find((one) => one.name === name)?.id ?? '';
const NAMES = manifest.operations.map(({ name }) => name);

const PAGE = `query Page($first: Int, $after: String, $filter: GatewayOperationFilter) {
  gateway {
    operations(first: $first, after: $after, filter: $filter) {
      totalCount
      pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
      edges { cursor node { name } }
    }
  }
}`;

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasPreviousPage: boolean; readonly hasNextPage: boolean; readonly endCursor: string };
  readonly edges: readonly { readonly node: { readonly name: string } }[];
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await atlasGateway([]);
}, 20_000);
afterAll(() => gateway.stop());

async function pageOf(variables: object): Promise<Page> {
  const { body } = await gateway.post({ query: PAGE, variables });
  expect(body.errors).toBeUndefined();
  return (body.data?.['gateway'] as { operations: Page }).operations;
}
const namesOf = ({ edges }: Page): readonly string[] => edges.map(({ node }) => node.name);

test('every operation comes once, by name, page after page', async () => {
  const names: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Page = await pageOf({ first: 4, after });
    expect(page.totalCount).toBe(NAMES.length);
    expect(page.pageInfo.hasPreviousPage).toBe(names.length > 0);
    names.push(...namesOf(page));
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage) break;
  }
  expect(names).toEqual(NAMES.toSorted());
});

test.each([
  ['name', { name: 'trip' }, ['CancelTrip', 'CreateTrip', 'Trip', 'TripBoard', 'TripItinerary', 'Trips']],
  ['source', { source: 'clock' }, ['AirportNow']],
  ['name and source', { name: 'BOARD', source: 'trips' }, ['TripBoard']],
  ['a scope that nothing needs', { scope: 'admin' }, []],
  ['a client that nobody is', { client: 'nobody' }, []],
])('operations are found by %s', async (_, filter, expected) => {
  const page = await pageOf({ filter });
  expect(namesOf(page)).toEqual(expected);
  expect(page.totalCount).toBe(page.edges.length);
});

test('a client that has asked finds what it asked for', async () => {
  await gateway.post({ documentId: idOf('GatewayErrors') }, { headers: { 'apollographql-client-name': 'kiosk' } });
  expect(namesOf(await pageOf({ filter: { client: 'kiosk' } }))).toEqual(['GatewayErrors']);
});

test.each([{ first: -1 }, { first: 501 }, { after: 'no cursor' }])('%j is refused', async (variables) => {
  const { body } = await gateway.post({ query: PAGE, variables });
  expect(body).toMatchObject({
    data: { gateway: { operations: null } },
    errors: [{ path: ['gateway', 'operations'], extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

test('a graph with a PageInfo of its own keeps it, and the gateway uses it', async () => {
  const sdl = `
    type Query { things: Things @connect(source: "api", http: { GET: "/things" }, selection: "pageInfo { hasNextPage total }") }
    type Things { pageInfo: PageInfo! }
    type PageInfo { hasNextPage: Boolean! total: Int }
  `;
  await using served = await serveSdl(sdl, () => ({ pageInfo: { hasNextPage: false, total: 7 } }));
  const query = '{ things { pageInfo { total } } gateway { operations { pageInfo { hasNextPage total } } } }';
  expect((await served.gateway.post({ query })).body).toEqual({
    data: {
      things: { pageInfo: { total: 7 } },
      gateway: { operations: { pageInfo: { hasNextPage: false, total: null } } },
    },
  });
});

describe('gateway.operation', () => {
  const one = async (id: string, by: TestGateway = gateway) => {
    const answer = await by.post({ documentId: idOf('GatewayOperation'), variables: { id } });
    return (answer.body.data?.['gateway'] as { operation: Record<string, unknown> | null }).operation;
  };

  test('tells the contract and how it is doing', async () => {
    await using fresh = await atlasGateway([]);
    const before = await one(idOf('Trips'), fresh);
    expect(before).toMatchObject({ figures: { calls: 0, errors: 0, lastSeen: null, latency: null } });
    const headers = { 'apollographql-client-name': 'kiosk' };
    for (let call = 0; call < 3; call++) await fresh.post({ documentId: idOf('Trips') }, { headers });
    await fresh.post({ documentId: idOf('GatewayErrors') }, { headers });

    const trips = await one(`sha256:${idOf('Trips')}`, fresh);
    expect(trips).toMatchObject({
      id: idOf('Trips'),
      name: 'Trips',
      type: 'query',
      document: manifest.operations.find(({ name }) => name === 'Trips')?.body,
      sources: expect.arrayContaining(['trips']),
      contract: { id: idOf('Trips'), plan: expect.anything(), cost: expect.anything() },
      // Its sources are away.
      figures: { calls: 3, errors: 3, lastSeen: expect.any(String), since: expect.any(String) },
      clients: expect.arrayContaining([{ name: 'kiosk', versions: [], calls: 3, lastSeen: expect.any(String) }]),
    });
    const errors = await one(idOf('GatewayErrors'), fresh);
    const { calls, errors: failed, latency } = errors?.['figures'] as Record<string, Record<string, number>>;
    expect([calls, failed]).toEqual([1, 0]);
    expect(latency?.['p50']).toBeGreaterThan(0);
    expect(latency?.['p99']).toBe(latency?.['p50']);
  });

  test('is null for an id that is none', async () => {
    expect(await one('nobody')).toBeNull();
  });

  test('needs the scope gateway:read, and operators have it', async () => {
    const config = atlasConfig({ http: { drain: { notice: '0ms' } } });
    await using production = await atlasGateway([], { config, dev: false, env: { TOLLGATE_ADMIN_TOKEN: 'token' } });
    const asked = [
      ['operation', { documentId: idOf('GatewayOperation'), variables: { id: idOf('Trips') } }],
      ['operations', { documentId: idOf('GatewayOperations') }],
    ] as const;
    for (const [field, params] of asked) {
      expect((await production.post(params)).body).toMatchObject({
        data: { gateway: { [field]: null } },
        errors: [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
      });
    }
    const answer = await fetch(`${production.adminUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer token' },
      body: JSON.stringify({ query: PAGE, variables: { first: 1 } }),
    });
    expect(await answer.json()).toMatchObject({
      data: { gateway: { operations: { totalCount: NAMES.length, edges: [{ node: { name: NAMES.toSorted()[0] } }] } } },
    });
  });
});
