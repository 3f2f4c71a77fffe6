import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../src/testing.ts';
import { atlasGateway, startService } from '../support/projects/atlas.ts';
import { breakerOf } from '../support/readings/breaker.ts';

describe('a demo service that dies', () => {
  test('turns its fields null, opens its breaker, leaves the rest whole, and recovers by itself', async () => {
    await using trips = await startService('trips');
    await using airports = await startService('airports');
    const clock = fakeClock();
    await using gateway = await atlasGateway([trips, airports], { clock });
    const itinerary = { query: '{ trip(id: "T0001") { title legs { from { code name } to { code name } } } }' };

    const calm = await gateway.post(itinerary);
    expect(calm.body.errors).toBeUndefined();
    expect(calm.body.data).toMatchObject({
      trip: { title: 'AMS to SFO', legs: [{ from: { code: 'AMS' } }, { from: { code: 'JFK' } }] },
    });

    await airports.kill();
    const sick = await gateway.post(itinerary);
    expect(sick.status).toBe(200);
    expect(sick.body.data).toEqual({
      trip: {
        title: 'AMS to SFO',
        legs: [
          { from: null, to: null },
          { from: null, to: null },
        ],
      },
    });
    expect(sick.body.errors).toHaveLength(4);
    for (const error of sick.body.errors ?? []) {
      expect(error.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true, source: 'airports' });
      expect(error.path?.slice(0, 2)).toEqual(['trip', 'legs']);
    }

    for (let i = 0; i < 3; i++) await gateway.post(itinerary);
    expect(await breakerOf(gateway, 'airports')).toBe('OPEN');
    const open = await gateway.post(itinerary);
    expect(open.body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_BREAKER_OPEN',
      retryable: true,
      source: 'airports',
    });
    expect(open.body.data).toMatchObject({ trip: { title: 'AMS to SFO' } });
    expect((await gateway.fetch('/readyz')).status).toBe(200);
    expect(await (await gateway.fetch('/readyz')).json()).toEqual({ status: 'warn' });

    await using back = await startService('airports', Number(new URL(airports.url).port));
    expect((await gateway.post(itinerary)).body.errors?.[0]?.extensions.code).toBe('UPSTREAM_BREAKER_OPEN');
    expect(await back.calls()).toBe(0);
    clock.advance(5_000);
    expect((await gateway.post(itinerary)).body).toEqual(calm.body);
    expect(await breakerOf(gateway, 'airports')).toBe('CLOSED');
    expect(await (await gateway.fetch('/readyz')).json()).toEqual({ status: 'pass' });
    expect(gateway.signals.map(({ name, attributes }) => [name, attributes?.['state']])).toEqual([
      ['source.breaker', 'OPEN'],
      ['source.breaker', 'HALF_OPEN'],
      ['source.breaker', 'CLOSED'],
    ]);
  });

  test('5xx answers count for the breaker, 4xx answers do not', async () => {
    await using airports = await startService('airports');
    await using gateway = await atlasGateway([airports]);
    const query = '{ airports(search: "x") { total } }';
    await airports.fault({ status: 404 });
    for (let i = 0; i < 6; i++)
      expect((await gateway.post({ query })).body.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await breakerOf(gateway, 'airports')).toBe('CLOSED');
    await airports.fault({ status: 503 });
    const { body } = await gateway.post({ query });
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true, source: 'airports' });
    for (let i = 0; i < 8; i++) await gateway.post({ query });
    expect(await breakerOf(gateway, 'airports')).toBe('OPEN');
  });
});

test('fifty joined airports are one call', async () => {
  await using trips = await startService('trips');
  await using airports = await startService('airports');
  await using gateway = await atlasGateway([trips, airports]);
  const { body } = await gateway.post({
    query: '{ trips(first: 50) { items { legs { from { name } to { name } } } } }',
  });
  expect(body.errors).toBeUndefined();
  expect([await trips.calls(), await airports.calls()]).toEqual([1, 1]);
});

test('a mutation reaches its source once, and its errors come through as the schema says', async () => {
  await using trips = await startService('trips');
  await using gateway = await atlasGateway([trips]);
  const create = 'mutation ($input: CreateTripInput!) { createTrip(input: $input) { id title status } }';
  const input = {
    title: 'To the sea',
    traveller: { name: 'Ada Okafor' },
    legs: [{ from: 'AMS', to: 'LIS', departsAt: '2027-05-01T09:00:00Z' }],
  };
  const { body } = await gateway.post({ query: create, variables: { input } });
  const { id } = body.data?.['createTrip'] as { id: string };
  expect(body.data).toMatchObject({ createTrip: { title: 'To the sea', status: 'PLANNED' } });
  expect(await trips.calls()).toBe(1);

  const cancel = { query: 'mutation ($id: ID!) { cancelTrip(id: $id) { status } }', variables: { id } };
  expect((await gateway.post(cancel)).body.data).toEqual({ cancelTrip: { status: 'CANCELLED' } });
  expect((await gateway.post(cancel)).body.errors?.[0]?.extensions.code).toBe('CONFLICT');
  const missing = await gateway.post({ ...cancel, variables: { id: 'T9999' } });
  expect(missing.body.errors?.[0]).toMatchObject({
    message: 'There is no trip T9999.',
    extensions: { code: 'NOT_FOUND', resourceType: 'Trip', resourceId: 'T9999' },
  });
  const wrong = await gateway.post({ query: create, variables: { input: { ...input, title: '' } } });
  expect(wrong.body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', source: 'trips' });
  const halfPair = await gateway.post({
    query: 'query ($id: ID!) { trip(id: $id) { id } }',
    variables: { id: '\ud800' },
  });
  expect(halfPair.body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  const leg = { from: 'AMS', to: 'LIS', departsAt: '2027-05-01T09:00:00Z' };
  const add = 'mutation ($id: ID!, $leg: LegInput!) { addLeg(tripId: $id, leg: $leg) { id } }';
  expect((await gateway.post({ query: add, variables: { id: 'T9999', leg } })).body.errors?.[0]).toMatchObject({
    message: 'There is no trip T9999.',
    extensions: { code: 'NOT_FOUND', resourceType: 'Trip', resourceId: 'T9999' },
  });
  const escaping = await gateway.post({ ...cancel, variables: { id: '..' } });
  expect(escaping.body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

test('a trip that is not there is null, without an error', async () => {
  await using trips = await startService('trips');
  await using gateway = await atlasGateway([trips]);
  const { body } = await gateway.post({ query: '{ trip(id: "T9999") { id title } }' });
  expect(body).toEqual({ data: { trip: null } });
});

test('what a write does not give is read after it', async () => {
  await using trips = await startService('trips');
  await using gateway = await atlasGateway([trips]);
  const { body } = await gateway.post({ query: 'mutation { cancelTrip(id: "T0001") { status title } }' });
  expect(body).toEqual({ data: { cancelTrip: { status: 'CANCELLED', title: 'AMS to SFO' } } });
  expect(await trips.calls()).toBe(2);
});

test('a key that its source does not know turns what bears it null, and says why', async () => {
  await using trips = await startService('trips');
  await using airports = await startService('airports');
  await using gateway = await atlasGateway([trips, airports]);
  const leg = { from: 'AMS', to: 'QQQ', departsAt: '2027-05-01T09:00:00Z' };
  const query =
    'mutation ($leg: LegInput!) { addLeg(tripId: "T0001", leg: $leg) { legs { from { name } to { code name city } } } }';
  const { body } = await gateway.post({ query, variables: { leg } });
  const { legs } = (body.data as { addLeg: { legs: { to: object | null }[] } }).addLeg;
  expect(legs.map(({ to }) => to !== null)).toEqual([true, true, false]);
  expect(body.errors).toMatchObject([
    {
      message: 'The source "airports" has no Airport with the key that stands here.',
      path: ['addLeg', 'legs', 2, 'to', 'name'],
      extensions: { code: 'NOT_FOUND', source: 'airports', retryable: false },
    },
  ]);
});
