import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atlasGateway, type Service, startService } from '../support/projects/atlas.ts';

describe('what Atlas loses', () => {
  const NAMES = ['geography', 'airports', 'clock', 'trips'] as const;
  let services: readonly Service[];
  beforeAll(async () => {
    services = await Promise.all(NAMES.map((name) => startService(name)));
  });
  afterAll(() => Promise.all(services.map((service) => service.kill())));

  interface Contract {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly degraded?: Readonly<Record<string, readonly string[]>>;
  }
  const contracts = globSync('persisted-queries/contracts/*.json').map(
    (file) => JSON.parse(readFileSync(file, 'utf8')) as Contract,
  );
  const VARIABLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    Airport: { code: 'AMS' },
    AirportName: { code: 'AMS' },
    AirportNow: { code: 'AMS' },
    AirportsOfCountry: { country: 'NL' },
    CompareAirports: { here: 'AMS', there: 'LHR' },
    Continents: {},
    CountryOfAirport: { code: 'AMS' },
    CountryWithAirports: { code: 'NL' },
    SearchAirports: { text: 'berlin' },
    Trip: { id: 'T0001' },
    TripBoard: {},
    TripItinerary: { id: 'T0001' },
    Trips: {},
  };

  test.each(NAMES)('with %s is what the contracts say, and no more', async (out) => {
    await using gateway = await atlasGateway(
      services.filter(({ name }) => name !== out),
      { flags: { 'local-times': true } },
    );
    const seen: string[] = [];
    let lost = 0;
    for (const { id, name, degraded = {} } of contracts) {
      const variables = VARIABLES[name];
      if (!variables) continue;
      seen.push(name);
      const { body } = await gateway.post({ documentId: `sha256:${id}`, variables });
      const paths = degraded[out];
      expect([name, body.extensions?.['degraded']]).toEqual([name, paths && [{ source: out, paths }]]);
      for (const path of paths ?? []) expect(valuesAt(body.data, path)).toContain(null);
      for (const { extensions } of body.errors ?? []) {
        if (extensions.code === 'UNAUTHORIZED_FIELD_OR_TYPE') continue; // closed to whom nobody knows, whatever is out
        expect(extensions).toMatchObject({ source: out, coordinate: expect.stringMatching(/^[A-Z]\w+\.?\w*$/) });
        lost++;
      }
    }
    expect(seen.toSorted()).toEqual(Object.keys(VARIABLES));
    expect(lost).toBeGreaterThan(0);
  });
});

/** The values at a path, through lists. */
function valuesAt(data: unknown, path: string): readonly unknown[] {
  let values: readonly unknown[] = [data];
  for (const key of path === '' ? [] : path.split('.')) {
    values = values.flatMap((value) => (value as Record<string, unknown> | null)?.[key]).flat();
  }
  return values;
}
