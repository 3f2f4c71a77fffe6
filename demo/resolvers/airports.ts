import { type GatewayContext, resolver } from 'tollgate';

/** An airport as its service sends it. */
export interface Airport {
  readonly iata: string;
  readonly icao: string;
  readonly name: string;
  readonly municipality: string;
  readonly country: string | null;
  readonly location: { readonly lat: number; readonly lon: number; readonly elevation_ft: number };
  readonly tz: string | null;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly next: number | null;
}

/** Airports asked for one by one anywhere in a request become one call. */
export function loadAirport({ sources }: GatewayContext<'airports'>, code: string): Promise<Airport | null> {
  const { airports } = sources;
  return airports
    .loader<string, Airport | null>('by-code', async (codes) => {
      const { items } = await airports.get<Page<Airport>>('/airports', { query: { codes: codes.join(',') } });
      const found = new Map(items.map((airport) => [airport.iata, airport]));
      return codes.map((one) => found.get(one) ?? null);
    })
    .load(code);
}

export const airportResolvers = {
  Query: {
    airport: resolver(['airports'], (_, { code }: { code: string }, context) =>
      loadAirport(context, code.toUpperCase()),
    ),
    airports: resolver(
      ['airports'],
      async (
        _,
        { search, country, first, offset }: { search?: string; country?: string; first: number; offset: number },
        { sources },
      ) => sources.airports.get<Page<Airport>>('/airports', { query: { search, country, limit: first, offset } }),
    ),
  },
  AirportPage: { nextOffset: ({ next }: Page<Airport>) => next },
  Airport: {
    code: ({ iata }: Airport) => iata,
    city: ({ municipality }: Airport) => municipality,
    countryCode: ({ country }: Airport) => country,
    latitude: ({ location }: Airport) => location.lat,
    longitude: ({ location }: Airport) => location.lon,
    elevationFeet: ({ location }: Airport) => location.elevation_ft,
    timeZone: ({ tz }: Airport) => tz,
  },
};
