import { createService, ok, pageOf, problem, type Reply } from './service.ts';

interface Leg {
  readonly origin: string;
  readonly destination: string;
  readonly departs_at: string;
}

interface Trip {
  readonly id: string;
  readonly title: string;
  readonly status: 'planned' | 'cancelled';
  readonly traveller: { readonly id: string; readonly name: string; readonly email: string; readonly phone: string };
  readonly legs: readonly Leg[];
}

const FIRST = ['Ada', 'Kofi', 'Mei', 'Luis', 'Noor', 'Ines', 'Tomas', 'Yuki', 'Amara', 'Sven'];
const LAST = ['Okafor', 'Lindqvist', 'Tanaka', 'Moreau', 'Haddad', 'Silva', 'Novak', 'Mensah', 'Keller', 'Rossi'];
const ROUTES = [
  ['AMS', 'JFK', 'SFO'],
  ['LHR', 'SIN', 'SYD'],
  ['CDG', 'NRT'],
  ['GRU', 'LIS', 'FRA'],
  ['JNB', 'NBO'],
  ['DXB', 'DEL', 'BKK'],
  ['YYZ', 'KEF', 'CPH'],
  ['MEX', 'BOG', 'LIM'],
];

/** Made-up travellers on real routes: the same at every start. */
function seeds(): Trip[] {
  return Array.from({ length: 100 }, (_, index) => {
    const [first, last] = [
      FIRST[index % FIRST.length] ?? '',
      LAST[Math.floor(index / FIRST.length) % LAST.length] ?? '',
    ];
    const route = ROUTES[index % ROUTES.length] ?? [];
    return {
      id: `T${String(index + 1).padStart(4, '0')}`,
      title: `${route[0]} to ${route.at(-1)}`,
      status: 'planned',
      traveller: {
        id: `P${index + 1}`,
        name: `${first} ${last}`,
        email: `${first}.${last}@example.com`.toLowerCase(),
        phone: `+1-202-555-${String(100 + index).padStart(4, '0')}`,
      },
      legs: route.slice(1).map((destination, leg) => ({
        origin: route[leg] ?? '',
        destination,
        departs_at: `2027-0${(index % 9) + 1}-1${leg}T09:00:00Z`,
      })),
    };
  });
}

interface NewTrip {
  readonly title?: unknown;
  readonly traveller?: { readonly name?: unknown; readonly email?: unknown; readonly phone?: unknown };
  readonly legs?: readonly Partial<Leg>[];
}

const missing = (id: string): Reply => problem(404, 'Not Found', `There is no trip ${id}.`);
const unprocessable = (detail: string): Reply => problem(422, 'Unprocessable Content', detail);

/** Trips of travellers, in memory: writable, behind an authorization header, errors as problem+json. */
export function tripsService() {
  const trips = new Map(seeds().map((trip) => [trip.id, trip]));

  const change = (id: string, next: (trip: Trip) => Trip): Reply => {
    const trip = trips.get(id);
    if (!trip) return missing(id);
    if (trip.status === 'cancelled') return problem(409, 'Conflict', 'The trip is cancelled.');
    trips.set(id, next(trip));
    return ok(trips.get(id));
  };

  return createService(
    {
      'GET /trips': ({ query }) => ok(pageOf([...trips.values()], query)),
      'GET /trips/{id}': ({ params: { id = '' } }) => (trips.has(id) ? ok(trips.get(id)) : missing(id)),
      'POST /trips': ({ body }) => {
        const trip = newTrip(trips.size + 1, body);
        if (!trip)
          return unprocessable('A trip needs a title, a traveller with a name, and legs between airport codes.');
        trips.set(trip.id, trip);
        return { status: 201, body: trip };
      },
      'POST /trips/{id}/legs': ({ params: { id = '' }, body }) =>
        isLeg(body)
          ? change(id, (trip) => ({ ...trip, legs: [...trip.legs, body] }))
          : unprocessable('A leg needs origin, destination and departs_at.'),
      'POST /trips/{id}/cancel': ({ params: { id = '' } }) => change(id, (trip) => ({ ...trip, status: 'cancelled' })),
    },
    { authorization: 'Bearer demo-trips-key' },
  );
}

function newTrip(number: number, body: unknown): Trip | undefined {
  const { title, traveller, legs = [] } = (body ?? {}) as NewTrip;
  if (typeof title !== 'string' || title === '' || typeof traveller?.name !== 'string') return undefined;
  if (!legs.every(isLeg)) return undefined;
  const { name, email = '', phone = '' } = traveller;
  const person = { id: `P${number}`, name, email: String(email), phone: String(phone) };
  return { id: `T${String(number).padStart(4, '0')}`, title, status: 'planned', traveller: person, legs };
}

function isLeg(value: unknown): value is Leg {
  const { origin, destination, departs_at } = (value ?? {}) as Partial<Leg>;
  return (
    /^[A-Z]{3}$/.test(origin ?? '') &&
    /^[A-Z]{3}$/.test(destination ?? '') &&
    !Number.isNaN(Date.parse(departs_at ?? ''))
  );
}
