import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestGateway } from '../src/testing.ts';
import { atlasConfig, atlasGateway, type Service, startService } from './support/projects/atlas.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly next: number | null;
}

describe("Atlas' services", () => {
  let services: Record<string, Service>;
  beforeAll(async () => {
    const started = await Promise.all(
      (['geography', 'airports', 'clock', 'trips'] as const).map((name) => startService(name)),
    );
    services = Object.fromEntries(started.map((service) => [service.name, service]));
  });
  afterAll(() => Promise.all(Object.values(services).map((service) => service.kill())));

  const call = async (name: string, path: string, init?: RequestInit) => {
    const response = await fetch(`${services[name]?.url}${path}`, init);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: (await response.json()) as unknown,
    };
  };
  const authorized = { headers: { authorization: 'Bearer demo-trips-key' } };

  test('hold at least 200 countries, 5,000 airports and every time zone that this machine knows', async () => {
    const total = async (name: string, path: string) => ((await call(name, path)).body as Page<unknown>).total;
    expect(await total('geography', '/countries')).toBeGreaterThanOrEqual(200);
    expect(await total('airports', '/airports')).toBeGreaterThanOrEqual(5_000);
    const zones: string[] = [];
    for (let offset: number | null = 0; offset !== null;) {
      const page = (await call('clock', `/zones?limit=100&offset=${offset}`)).body as Page<{ zone: string }>;
      zones.push(...page.items.map(({ zone }) => zone));
      offset = page.next;
    }
    expect(Intl.supportedValuesOf('timeZone').filter((zone) => !zones.includes(zone))).toEqual([]);
  });

  test.each([
    ['geography', '/countries/NL', { cca2: 'NL', name: { common: 'Netherlands' }, currencies: ['EUR'] }],
    ['geography', '/countries?codes=NL,FR,XX', { items: [{ cca2: 'NL' }, { cca2: 'FR' }] }],
    ['geography', '/currencies/EUR', { code: 'EUR' }],
    ['geography', '/countries?continent=EU&limit=1', { items: [{ continent: 'EU' }], next: 1 }],
    ['airports', '/airports/ams', { iata: 'AMS', country: 'NL', tz: 'Europe/Amsterdam' }],
    ['airports', '/airports?codes=AMS,XXX', { items: [{ iata: 'AMS' }] }],
    ['airports', '/countries/NL/airports?limit=2', { items: [{ country: 'NL' }, { country: 'NL' }] }],
    ['clock', '/zones/Asia%2FKolkata/now', { zone: 'Asia/Kolkata', utc_offset: '+05:30' }],
    ['clock', '/zones/Asia%2FKolkata', { zone: 'Asia/Kolkata', country: 'IN' }],
  ])('%s answers %s', async (name, path, expected) => {
    expect(await call(name, path)).toMatchObject({ status: 200, body: expected });
  });

  test.each(['/countries/XX', '/nothing'])('geography answers %s with a problem', async (path) => {
    expect(await call('geography', path)).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { status: 404, title: 'Not Found' },
    });
  });

  test('trips need their header, and can be made, changed and cancelled', async () => {
    expect((await call('trips', '/trips')).status).toBe(401);
    const send = (path: string, body?: object) =>
      call('trips', path, { ...authorized, method: 'POST', body: body ? JSON.stringify(body) : null });
    const leg = { origin: 'AMS', destination: 'LIS', departs_at: '2027-05-01T09:00:00Z' };
    const { status, body } = await send('/trips', { title: 'x', traveller: { name: 'Ada' } });
    const { id } = body as { id: string };
    expect([status, (await send(`/trips/${id}/legs`, leg)).body]).toMatchObject([201, { legs: [leg] }]);
    expect((await send(`/trips/${id}/legs`, {})).status).toBe(422);
    expect((await send('/trips', {})).status).toBe(422);
    expect((await send(`/trips/${id}/cancel`)).body).toMatchObject({ status: 'cancelled' });
    expect((await send(`/trips/${id}/cancel`)).status).toBe(409);
    expect((await send('/trips/T9999/cancel')).status).toBe(404);
    expect((await call('trips', `/trips/${id}`, authorized)).body).toMatchObject({ legs: [leg] });
  });
});

describe('every registered operation of Atlas is answered by its id', () => {
  let gateway: TestGateway;
  let services: readonly Service[];
  beforeAll(async () => {
    services = await Promise.all(
      (['geography', 'airports', 'clock', 'trips'] as const).map((name) => startService(name)),
    );
    gateway = await atlasGateway(services, { config: atlasConfig({ development: { principal: true } }) });
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all(services.map((service) => service.kill()));
  });

  const { operations } = JSON.parse(readFileSync('persisted-queries/manifest.json', 'utf8')) as {
    operations: { id: string; name: string }[];
  };
  const leg = { from: 'AMS', to: 'LIS', departsAt: '2027-05-01T09:00:00Z' };
  /** Somebody who may read all that the operations ask for. */
  const principal = JSON.stringify({ id: 'ada', scopes: ['gateway:read', 'travellers:contact'] });
  const VARIABLES: Record<string, object> = {
    Airport: { code: 'AMS' },
    AirportName: { code: 'AMS' },
    SearchAirports: { text: 'amsterdam' },
    AirportsOfCountry: { country: 'NL' },
    CompareAirports: { here: 'AMS', there: 'JFK' },
    Trip: { id: 'T0001' },
    TripItinerary: { id: 'T0001' },
    AirportNow: { code: 'AMS' },
    CountryOfAirport: { code: 'AMS' },
    CountryWithAirports: { code: 'NL' },
    GatewayFlag: { key: 'local-times' },
    GatewayOperation: { id: operations[0]?.id },
    CreateTrip: { input: { title: 'x', traveller: { name: 'Ada' }, legs: [leg] } },
    AddLeg: { tripId: 'T0002', leg },
    CancelTrip: { id: 'T0003' },
  };

  test('there are at least twelve', () => {
    expect(operations.length).toBeGreaterThanOrEqual(12);
  });

  test.each(operations.map(({ name, id }) => [name, id] as const))('%s', async (name, id) => {
    const { status, body } = await gateway.post(
      { documentId: `sha256:${id}`, variables: VARIABLES[name] ?? {} },
      { headers: { 'x-tollgate-principal': principal } },
    );
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    for (const value of Object.values(body.data ?? {})) expect(value).not.toBeNull();
  });

  const ask = async (name: string, variables: object) => {
    const id = operations.find((one) => one.name === name)?.id;
    return (await gateway.post({ documentId: `sha256:${id}`, variables })).body.data;
  };

  test('the country of an airport, with its currency', async () => {
    expect(await ask('CountryOfAirport', { code: 'NRT' })).toEqual({
      airport: {
        code: 'NRT',
        country: { name: 'Japan', flag: '🇯🇵', currency: expect.objectContaining({ code: 'JPY' }) },
      },
    });
  });

  test('the airports of a country, by page', async () => {
    expect(await ask('CountryWithAirports', { code: 'NL', first: 2, offset: 1 })).toMatchObject({
      country: {
        name: 'Netherlands',
        airports: { total: expect.any(Number), nextOffset: 3, items: [{ countryCode: 'NL' }, { countryCode: 'NL' }] },
      },
    });
  });
});
