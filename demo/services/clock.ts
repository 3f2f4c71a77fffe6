import { rawTimeZones } from '@vvo/tzdb';
import iana from 'tzdata/timezone-data.json' with { type: 'json' };
import { createService, ok, pageOf, problem } from './service.ts';

const countryOf = new Map(
  rawTimeZones.flatMap(({ name, group, countryCode }) => [name, ...group].map((zone) => [zone, countryCode] as const)),
);

/** All zones of the IANA database; `Factory` is its placeholder for a machine whose zone was never set. */
const all = Object.keys(iana.zones)
  .filter((zone) => zone !== 'Factory')
  .sort()
  .map((zone) => ({ zone, country: countryOf.get(zone) ?? null }));

const known = new Set(all.map(({ zone }) => zone));

/** What a clock in the zone shows now. */
function now(zone: string) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'longOffset',
    dateStyle: undefined,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(new Date());
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  return {
    zone,
    local: `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`,
    utc_offset: offset,
  };
}

/** Time zones, one by one: this service has no batch endpoint. */
export const clockService = () =>
  createService({
    'GET /zones': ({ query }) => ok(pageOf(all, query)),
    'GET /zones/{zone}': ({ params: { zone = '' } }) =>
      known.has(zone)
        ? ok(all.find((one) => one.zone === zone))
        : problem(404, 'Not Found', `There is no zone ${zone}.`),
    'GET /zones/{zone}/now': ({ params: { zone = '' } }) =>
      known.has(zone) ? ok(now(zone)) : problem(404, 'Not Found', `There is no zone ${zone}.`),
  });
