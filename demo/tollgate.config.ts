import { defineConfig } from 'tollgate';
import { airportResolvers } from './resolvers/airports.ts';
import { clockResolvers } from './resolvers/clock.ts';
import { tripResolvers } from './resolvers/trips.ts';

const {
  ATLAS_AIRPORTS_URL = 'http://127.0.0.1:4102',
  ATLAS_CLOCK_URL = 'http://127.0.0.1:4103',
  ATLAS_TRIPS_URL = 'http://127.0.0.1:4104',
  ATLAS_TRIPS_KEY = 'demo-trips-key',
} = process.env;

/** Atlas, the example graph: travel on real open data, over the services in `demo/services`. */
export default defineConfig({
  schema: '../schema/atlas/*.graphql',
  resolvers: {
    ...airportResolvers,
    ...tripResolvers,
    Query: { ...airportResolvers.Query, ...tripResolvers.Query },
    Airport: { ...airportResolvers.Airport, ...clockResolvers.Airport },
  },
  sources: {
    airports: { url: ATLAS_AIRPORTS_URL },
    clock: { url: ATLAS_CLOCK_URL },
    trips: { url: ATLAS_TRIPS_URL, headers: { authorization: `Bearer ${ATLAS_TRIPS_KEY}` } },
  },
  flags: { header: 'x-atlas-visitor' },
  operations: { folder: '../persisted-queries' },
});
