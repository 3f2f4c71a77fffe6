import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Pool } from 'undici';
import { createTestGateway } from '../../src/testing.ts';
import { atlasGateway, type Service, startService } from '../support/projects/atlas.ts';
import { bare } from '../support/faults/declared.ts';
import {
  answer,
  answering,
  CANARY,
  dripping,
  hang,
  inTurn,
  resetAfter,
  resetOnAccept,
} from '../support/faults/doors.ts';
import { proxy } from '../support/faults/fault-proxy.ts';
import { startTestService } from '../support/peers/service.ts';
import demo from '../../demo/tollgate.config.ts';

let services: Readonly<Record<'airports' | 'clock' | 'trips', Service>>;
beforeAll(async () => {
  const [airports, clock, trips] = await Promise.all([
    startService('airports'),
    startService('clock'),
    startService('trips'),
  ]);
  services = { airports, clock, trips };
});
afterAll(() => Promise.all(Object.values(services).map((service) => service.kill())));

/** Runs as many as asked, so many at once. */
async function many(count: number, atOnce: number, run: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

test('of 10,000 writes whose connection is reset none happens twice', async () => {
  const writes = 10_000;
  await using stand = await proxy(inTurn([resetAfter(0), resetAfter(200)]))(new URL(services.trips.url));
  const trips = { ...demo.sources?.['trips'], ...bare, retries: 3, url: stand?.url ?? '' };
  await using gateway = await atlasGateway([], {
    config: { ...demo, sources: { ...demo.sources, trips } },
    sources: { trips: stand?.url ?? '' },
  });
  const query = 'mutation ($input: CreateTripInput!) { createTrip(input: $input) { id } }';
  const codes = new Map<unknown, number>();
  const totalOf = async (): Promise<number> => {
    const response = await fetch(`${services.trips.url}/trips?limit=1`, {
      headers: { authorization: 'Bearer demo-trips-key' },
    });
    return ((await response.json()) as { total: number }).total;
  };
  const before = await totalOf();
  await many(writes, 50, async (index) => {
    const input = { title: `trip ${index}`, traveller: { name: 'Ada' } };
    const { body } = await gateway.post({ query, variables: { input } });
    const code = body.errors?.[0]?.extensions.code;
    codes.set(code, (codes.get(code) ?? 0) + 1);
  });
  expect(codes).toEqual(new Map([['UPSTREAM_UNKNOWN_OUTCOME', writes]]));
  expect(stand?.counts.requests).toBe(writes);
  expect((await totalOf()) - before).toBe(writes);
});

test('every failure of a source that code calls says code, source and coordinate, and none of the source’s words', async () => {
  const doors = [
    hang,
    resetOnAccept,
    resetAfter(0),
    resetAfter(60),
    dripping(50, { head: false }),
    answering(answer('503 Service Unavailable', `{"detail":"${CANARY}"}`)),
    answering(answer('200 OK', `<html>${CANARY}`)),
    answering(answer('401 Unauthorized', `{"detail":"${CANARY}"}`)),
    answering(answer('302 Found', '', { location: `http://${CANARY}.invalid` })),
    answering(`SSH-2.0-${CANARY}\r\n`),
  ];
  for (const door of doors) {
    await using stand = await proxy(door)(new URL(services.clock.url));
    const clock = { ...bare, timeouts: { total: '300ms' }, url: stand?.url ?? '' };
    await using gateway = await atlasGateway([services.airports], {
      config: { ...demo, sources: { ...demo.sources, clock } },
      sources: { airports: services.airports.url, clock: stand?.url ?? '' },
      flags: { 'local-times': true },
    });
    await many(200, 50, async () => {
      const given = await gateway.post({ query: '{ airport(code: "AMS") { name localTime } }' });
      const text = `${JSON.stringify(given.body)} ${[...given.headers].join(' ')}`;
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain(new URL(stand?.url ?? '').host);
      expect(given.body).toMatchObject({
        data: { airport: { name: 'Amsterdam Airport Schiphol', localTime: null } },
        errors: [
          {
            path: ['airport', 'localTime'],
            extensions: {
              code: expect.stringMatching(/^UPSTREAM_/),
              source: 'clock',
              coordinate: 'Airport.localTime',
              retryable: expect.any(Boolean),
            },
          },
        ],
        extensions: { degraded: [{ source: 'clock', paths: ['airport.localTime'] }] },
      });
    });
  }
});

const SDL = /* GraphQL */ `
  extend schema
    @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
    @source(name: "api", http: { baseURL: "http://127.0.0.1:1" })
  type Query {
    me: String
      @connect(
        source: "api"
        http: { GET: "/me", headers: [{ name: "authorization", from: "authorization" }] }
        selection: "$.user"
      )
    mine(key: ID!): String
      @connect(
        source: "api"
        http: { GET: "/mine/{$args.key}", headers: [{ name: "authorization", from: "authorization" }] }
        selection: "$.user"
      )
    everyones: Int @connect(source: "api", http: { GET: "/everyones" }, selection: "$.number")
  }
`;

test('of 100,000 interleaved requests of two users no answer reaches the other', async () => {
  const requests = 100_000;
  // Answers come in another order than they were asked for, so that calls overlap however they are shared.
  await using api = await startTestService(async (url, { headers }) => {
    for (let turns = Math.floor(Math.random() * 4); turns > 0; turns--) await new Promise(setImmediate);
    api.calls.length = 0;
    return url.pathname === '/everyones' ? { number: 1 } : { user: headers.authorization };
  });
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
  writeFileSync(join(folder, 'schema.graphql'), SDL);
  await using gateway = await createTestGateway({
    root: folder,
    config: {
      schema: 'schema.graphql',
      sources: { api: { url: api.url, connections: 16 } },
      logging: { successes: 0 },
    },
  });
  rmSync(folder, { recursive: true });
  const clients = new Pool(gateway.url, { connections: 64 });
  const body = JSON.stringify({ query: '{ me mine(key: 1) everyones }' });
  let wrong = 0;
  await many(requests, 64, async (index) => {
    const user = index % 2 === 0 ? 'Bearer ada' : 'Bearer bob';
    const response = await clients.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', authorization: user },
      body,
    });
    const text = await response.body.text();
    if (text !== `{"data":{"me":"${user}","mine":"${user}","everyones":1}}`) wrong++;
  });
  await clients.close();
  expect(wrong).toBe(0);
});
