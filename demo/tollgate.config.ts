import { defineConfig } from 'tollgate';
import { airportResolvers } from './resolvers/airports.ts';
import { tripResolvers } from './resolvers/trips.ts';

const {
  ATLAS_AIRPORTS_URL = 'http://127.0.0.1:4102',
  ATLAS_TRIPS_URL = 'http://127.0.0.1:4104',
  ATLAS_TRIPS_KEY = 'demo-trips-key',
} = process.env;

/** Atlas, the example graph: travel on real open data, over the services in `demo/services`. */
export default defineConfig({
  schema: '../schema/atlas/*.graphql',
  resolvers: { ...airportResolvers, ...tripResolvers, Query: { ...airportResolvers.Query, ...tripResolvers.Query } },
  sources: {
    airports: { url: ATLAS_AIRPORTS_URL },
    trips: { url: ATLAS_TRIPS_URL, headers: { authorization: `Bearer ${ATLAS_TRIPS_KEY}` } },
  },
  operations: { folder: '../persisted-queries' },
});
