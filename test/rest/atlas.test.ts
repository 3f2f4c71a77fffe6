import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestGateway } from '../../src/testing.ts';
import { as } from '../access/people.ts';
import { atlasConfig, atlasGateway, type Service, startService } from '../support/projects/atlas.ts';
import { type Given, type OpenApi, restClient } from '../support/peers/rest-client.ts';

let services: readonly Service[];
let gateway: TestGateway;
let document: OpenApi;
let client: ReturnType<typeof restClient>;

beforeAll(async () => {
  services = await Promise.all([startService('airports'), startService('trips')]);
  gateway = await atlasGateway(services, { config: atlasConfig({ development: { principal: true } }) });
  document = (await (await gateway.fetch('/openapi.json')).json()) as OpenApi;
  client = restClient(document, gateway.url);
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all(services.map((service) => service.kill()));
});

test('the document is OpenAPI 3.1', async () => {
  expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
  expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/api' }] });
  // Endpoints are sorted by the team that answers for them.
  expect(document).toMatchObject({
    tags: [{ name: 'travel' }, { name: 'trips' }],
    paths: {
      '/v1/airports/{code}': { get: { tags: ['travel'] } },
      '/v1/trips/{id}/overview': { get: { security: [{ principal: ['travellers:contact'] }] } },
    },
  });
});

const LEG = { from: 'AMS', to: 'JFK', departsAt: '2027-05-01T09:00:00Z' };

/** A call of every endpoint, with a part of its answer. */
const CALLS: Readonly<Record<string, readonly [Given, object]>> = {
  Airport: [{ parameters: { code: 'AMS' } }, { code: 'AMS', countryCode: 'NL' }],
  SearchAirports: [{ parameters: { text: 'amst', first: 1 } }, { total: 2, items: [{ code: 'AMS' }] }],
  CompareAirports: [{ parameters: { here: 'AMS', there: 'JFK' } }, { here: { code: 'AMS' }, there: { code: 'JFK' } }],
  Trip: [
    { parameters: { id: 'T0002' }, ...as('ann', 'travellers:contact') },
    { id: 'T0002', traveller: { phone: expect.stringMatching(/^\+/) } },
  ],
  TripItinerary: [{ parameters: { id: 'T0002' } }, { id: 'T0002', legs: [{ from: { code: 'LHR' } }, {}] }],
  CreateTrip: [
    { body: { title: 'Away', traveller: { name: 'Ann Example' }, legs: [LEG] } },
    { title: 'Away', status: 'PLANNED', legs: [{ from: { code: 'AMS' }, departsAt: LEG.departsAt }] },
  ],
  AddLeg: [
    { parameters: { tripId: 'T0003' }, body: LEG },
    { id: 'T0003', legs: [{}, { to: { code: 'JFK' } }] },
  ],
  CancelTrip: [{ parameters: { id: 'T0004' } }, { id: 'T0004', status: 'CANCELLED' }],
};

describe('a client that knows the document alone', () => {
  test('finds every endpoint in it', () => {
    expect([...client.operationIds].sort()).toEqual(Object.keys(CALLS).sort());
  });

  test.each(Object.entries(CALLS))('calls %s, and gets what is described', async (operationId, [given, part]) => {
    const { status, answer } = await client.call(operationId, given);
    expect([status, answer]).toMatchObject([200, part]);
  });

  test('may keep what the contract lets it keep, and gets 304 for what it has', async () => {
    const { headers } = await client.call('Airport', { parameters: { code: 'AMS' } });
    expect(headers.get('cache-control')).toBe('max-age=3600, public');
    const trip = await client.call('TripItinerary', CALLS['TripItinerary']?.[0]);
    expect(trip.headers.get('cache-control')).toBe('max-age=5, private');
    const again = await client.call('Airport', {
      parameters: { code: 'AMS' },
      headers: { 'if-none-match': String(headers.get('etag')) },
    });
    expect([again.status, again.answer]).toEqual([304, undefined]);
  });

  test.each<[string, Given, number, object]>([
    ['Airport', { parameters: { code: 'XXX' } }, 404, { code: 'NOT_FOUND' }],
    ['CancelTrip', { parameters: { id: 'T9999' } }, 404, { code: 'NOT_FOUND', resourceId: 'T9999' }],
    ['CancelTrip', { parameters: { id: 'T0004' } }, 409, { code: 'CONFLICT', detail: 'The trip is cancelled.' }],
  ])('gets a problem of %s that is described', async (operationId, given, status, problem) => {
    const { status: got, answer } = await client.call(operationId, given);
    expect([got, answer]).toMatchObject([status, problem]);
  });

  test('gets what is whole when a source is down, and the problem where nothing is', async () => {
    await services[0]?.fault({ status: 503 });
    const { status, answer } = await client.call('TripItinerary', { parameters: { id: 'T0005' } });
    expect([status, answer]).toMatchObject([
      200,
      { id: 'T0005', legs: [{ from: null }], errors: [{ code: 'UPSTREAM_ERROR', source: 'airports' }, {}] },
    ]);
    const gone = await client.call('Airport', { parameters: { code: 'LHR' } });
    expect([gone.status, gone.answer]).toMatchObject([502, { code: 'UPSTREAM_ERROR', retryable: true }]);
    await services[0]?.fault({});
  });
});
