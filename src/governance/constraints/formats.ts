import { isIPv4, isIPv6 } from 'node:net';

const EMAIL = /^[^\s@"(),:;<>[\]\\]{1,64}@([^\s@]{1,253})$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME =
  /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const SCHEME = /^[a-z][a-z0-9+.-]*:[^\s]+$/i;

/** The formats of JSON Schema that `@constraint` knows; each is judged in linear time. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  email: (text) => isHostname(EMAIL.exec(text)?.[1] ?? ''),
  uri: (text) => SCHEME.test(text) && URL.canParse(text),
  uuid: (text) => UUID.test(text),
  date: isDate,
  'date-time': (text) => isDate(TIME.exec(text)?.[1] ?? ''),
  ipv4: isIPv4,
  ipv6: isIPv6,
  hostname: isHostname,
};

/** Source: RFC 1123 §2.1. */
function isHostname(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => LABEL.test(label));
}

/** A day that the calendar has. Source: RFC 3339 §5.6. */
function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
