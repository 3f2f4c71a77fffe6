import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { atlasConfig, atlasGateway, DEMO, startService } from '../support/projects/atlas.ts';
import { flagFolder, toggle } from '../support/projects/flags.ts';
import manifest from '../../persisted-queries/manifest.json' with { type: 'json' };

const AIRPORT_NOW = manifest.operations.find(({ name }) => name === 'AirportNow')?.id ?? '';
const asked = { documentId: `sha256:${AIRPORT_NOW}`, variables: { code: 'AMS' } };
const schiphol = { code: 'AMS', timeZone: 'Europe/Amsterdam' };

describe('a registered operation with a gated field', () => {
  test('off: null without an error, and its source is not called', async () => {
    await using airports = await startService('airports');
    await using clock = await startService('clock');
    await using gateway = await atlasGateway([airports, clock], { flags: { 'local-times': false } });
    const { status, body } = await gateway.post(asked);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { data: { airport: { ...schiphol, localTime: null } } },
    });
    expect(body.errors).toBeUndefined();
    expect(await clock.calls()).toBe(0);
  });

  test('on: data, by one call', async () => {
    await using airports = await startService('airports');
    await using clock = await startService('clock');
    await using gateway = await atlasGateway([airports, clock], { flags: { 'local-times': true } });
    const { body } = await gateway.post(asked);
    expect(body).toEqual({
      data: {
        airport: expect.objectContaining({ ...schiphol, localTime: expect.stringMatching(/^\d{4}-.+T\d\d:\d\d/) }),
      },
    });
    expect(await clock.calls()).toBe(1);
  });

  test('what its code reads of an airport that a leg names is fetched, but not while it is off', async () => {
    await using trips = await startService('trips');
    await using airports = await startService('airports');
    await using clock = await startService('clock');
    const query = '{ trip(id: "T0003") { legs { from { code localTime } } } }';
    for (const on of [false, true]) {
      await using gateway = await atlasGateway([trips, airports, clock], { flags: { 'local-times': on } });
      const localTime = on ? expect.stringMatching(/^\d{4}-.+T\d\d:\d\d/) : null;
      expect((await gateway.post({ query })).body).toEqual({
        data: { trip: { legs: [{ from: { code: 'CDG', localTime } }] } },
      });
      expect(await airports.calls()).toBe(on ? 1 : 0);
    }
  });

  test('editing the definitions changes it within a second, and no request fails', async () => {
    await using airports = await startService('airports');
    await using clock = await startService('clock');
    using folder = flagFolder({ 'local-times': toggle(false) });
    const config = atlasConfig({ flags: { files: join(folder.root, 'flags/*.json') } });
    await using gateway = await atlasGateway([airports, clock], { config, root: DEMO });
    const localTime = async () => {
      const { status, body } = await gateway.post(asked);
      expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
      return (body.data?.['airport'] as { localTime: string | null }).localTime;
    };
    expect(await localTime()).toBeNull();
    for (const on of [true, false, true]) {
      folder.write({ 'local-times': toggle(on) });
      await vi.waitFor(async () => expect((await localTime()) !== null).toBe(on), { timeout: 1_000, interval: 5 });
    }
  });

  test('the contract names the flag', async () => {
    const path = `../../persisted-queries/contracts/AirportNow.cf8d2609.json`;
    expect(((await import(path)) as { default: object }).default).toMatchObject({ flags: ['local-times'] });
  });
});

test('the graph shows flags as they stand for the caller, and operators the operations that depend on them', async () => {
  await using gateway = await atlasGateway([], { flags: { 'local-times': false } });
  const query =
    '{ gateway { flags { key variant value enabled reason operations { name } } flag(key: "no") { key } } }';
  const { body } = await gateway.post({ query });
  const flag = { key: 'local-times', variant: null, value: false, enabled: false, reason: 'STATIC' };
  expect(body.data).toEqual({ gateway: { flags: [{ ...flag, operations: [{ name: 'AirportNow' }] }], flag: null } });
});

test('callers without the scope are not told of operations', async () => {
  await using gateway = await atlasGateway([], { dev: false });
  const id = manifest.operations.find(({ name }) => name === 'GatewayFlags')?.id;
  const { body } = await gateway.post({ documentId: `sha256:${id}` });
  expect(body).toMatchObject({
    data: { gateway: { flags: [{ key: 'local-times', variant: 'on', enabled: true, operations: null }] } },
    errors: [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
  });
});
