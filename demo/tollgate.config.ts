import { defineConfig } from 'tollgate';
import { clockResolvers } from './resolvers/clock.ts';

const {
  ATLAS_GEOGRAPHY_URL = 'http://127.0.0.1:4101',
  ATLAS_AIRPORTS_URL = 'http://127.0.0.1:4102',
  ATLAS_CLOCK_URL = 'http://127.0.0.1:4103',
  ATLAS_TRIPS_URL = 'http://127.0.0.1:4104',
  ATLAS_TRIPS_KEY = 'demo-trips-key',
} = process.env;

/** Few calls decide, so that a visitor who stops a service sees its breaker open. */
const breaker = { calls: 5 };

/** Atlas, the example graph: travel on real open data, over the services in `demo/services`, by connectors. */
export default defineConfig({
  schema: '../schema/atlas/*.graphql',
  resolvers: clockResolvers,
  sources: {
    geography: { url: ATLAS_GEOGRAPHY_URL, breaker },
    airports: { url: ATLAS_AIRPORTS_URL, breaker },
    clock: { url: ATLAS_CLOCK_URL, breaker },
    trips: { url: ATLAS_TRIPS_URL, breaker, headers: { authorization: `Bearer ${ATLAS_TRIPS_KEY}` } },
  },
  http: { rest: { title: 'Atlas' } },
  flags: { header: 'x-atlas-visitor' },
  operations: { folder: '../persisted-queries' },
});
