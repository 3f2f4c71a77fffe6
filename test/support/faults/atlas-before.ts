import config from '../../../demo/tollgate.config.ts';
import { type ConfigInput, resolver } from '../../../src/index.ts';
import { createTestGateway, type TestGateway } from '../../../src/testing.ts';
import { DEMO, type Service } from '../projects/atlas.ts';
import { bare } from './declared.ts';
import type { Stand } from './fault-proxy.ts';
import type { FaultRow } from './fault-row.ts';

/** Each request asks for something of its own, so that none shares another's call. */
export const QUERY = 'query ($offset: Int) { airports(first: 1, offset: $offset) { total } trips(first: 1) { total } }';

/** What calls the stand; the question is the same. */
type Way = 'by connector' | 'by code';

const RESOLVERS: Readonly<Record<Way, ConfigInput['resolvers']>> = {
  'by connector': {},
  'by code': {
    Query: {
      airports: resolver(['airports'], (_, { first, offset }: { first: number; offset: number }, { sources }) =>
        sources.airports.get('/airports', { query: { limit: first, offset } }),
      ),
    },
  },
};

/** A gateway whose airports are the stand, with the settings of a row, and whose trips are well. */
export function atlasBefore(stand: Stand, trips: Service, row: FaultRow, way: Way): Promise<TestGateway> {
  const airports = { ...bare, ...row.settings, url: stand.url };
  return createTestGateway({
    root: DEMO,
    env: { LOG_LEVEL: 'silent' },
    config: {
      ...config,
      resolvers: { ...config.resolvers, ...RESOLVERS[way] },
      sources: { ...config.sources, airports },
    },
    sources: { airports: stand.url, trips: trips.url },
  });
}
