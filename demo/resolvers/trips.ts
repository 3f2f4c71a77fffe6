import { errors, GatewayError, resolver } from 'tollgate';
import { loadAirport } from './airports.ts';

interface Leg {
  readonly origin: string;
  readonly destination: string;
  readonly departs_at: string;
}

/** A trip as its service sends it. */
interface Trip {
  readonly id: string;
  readonly title: string;
  readonly status: 'planned' | 'cancelled';
  readonly legs: readonly Leg[];
}

interface LegInput {
  readonly from: string;
  readonly to: string;
  readonly departsAt: string;
}

interface TripInput {
  readonly title: string;
  readonly traveller: { readonly name: string; readonly email?: string; readonly phone?: string };
  readonly legs: readonly LegInput[];
}

const toLeg = ({ from, to, departsAt }: LegInput): Leg => ({ origin: from, destination: to, departs_at: departsAt });

/** A trip that is not there is an answer, not a failure. */
async function orNull<T>(call: Promise<T>): Promise<T | null> {
  return call.catch((error: unknown) => {
    if (error instanceof GatewayError && error.code === 'NOT_FOUND') return null;
    throw error;
  });
}

/** Says which trip it was, which the source's own answer does not. */
async function orNotFound<T>(id: string, call: Promise<T>): Promise<T> {
  const found = await orNull(call);
  if (found === null) throw errors.notFound({ type: 'Trip', id });
  return found;
}

export const tripResolvers = {
  Query: {
    trip: resolver(['trips'], (_, { id }: { id: string }, { sources }) =>
      orNull(sources.trips.get<Trip>('/trips/{id}', { params: { id } })),
    ),
    trips: resolver(['trips'], (_, { first, offset }: { first: number; offset: number }, { sources }) =>
      sources.trips.get('/trips', { query: { limit: first, offset } }),
    ),
  },
  Mutation: {
    createTrip: resolver(['trips'], (_, { input }: { input: TripInput }, { sources }) =>
      sources.trips.post<Trip>('/trips', { body: { ...input, legs: input.legs.map(toLeg) } }),
    ),
    addLeg: resolver(['trips'], (_, { tripId, leg }: { tripId: string; leg: LegInput }, { sources }) =>
      orNotFound(tripId, sources.trips.post<Trip>('/trips/{id}/legs', { params: { id: tripId }, body: toLeg(leg) })),
    ),
    cancelTrip: resolver(['trips'], (_, { id }: { id: string }, { sources }) =>
      orNotFound(id, sources.trips.post<Trip>('/trips/{id}/cancel', { params: { id } })),
    ),
  },
  TripPage: { nextOffset: ({ next }: { next: number | null }) => next },
  TripStatus: { PLANNED: 'planned', CANCELLED: 'cancelled' },
  Leg: {
    departsAt: ({ departs_at }: Leg) => departs_at,
    from: resolver(['airports'], ({ origin }: Leg, _, context) => loadAirport(context, origin)),
    to: resolver(['airports'], ({ destination }: Leg, _, context) => loadAirport(context, destination)),
  },
};
