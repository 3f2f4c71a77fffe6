import { exposition, labelText } from './exposition.ts';

/** What is under way, and what there was no room for. */
export interface CountedOverload {
  readonly limit: number;
  readonly underWay: number;
  readonly queued: number;
  readonly shed: readonly { readonly cause: string; readonly priority: string; readonly count: number }[];
}

export function overloadText({ limit, underWay, queued, shed }: CountedOverload): string {
  const gauge = (name: string, help: string, value: number): string =>
    exposition({ name, type: 'gauge', help }, [{ labels: '', value }]);
  return [
    gauge('tollgate_requests_under_way', 'Requests that have a place.', underWay),
    gauge('tollgate_requests_waiting', 'Requests that wait for a place.', queued),
    gauge('tollgate_requests_limit', 'Requests that may be under way at once.', limit),
    exposition(
      { name: 'tollgate_requests_shed_total', type: 'counter', help: 'Requests refused because there was no room.' },
      shed.map(({ cause, priority, count }) => ({ labels: labelText({ reason: cause, priority }), value: count })),
    ),
  ].join('');
}
