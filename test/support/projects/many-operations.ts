import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const AIRPORT = 'code name city country { code name capital currency { code symbol } languages { tag name } }';

/** Operations as clients write them, no two alike. */
const SHAPES: readonly ((n: number) => string)[] = [
  (n) => `query Op${n}($code: String!) { airport(code: $code) { ${AIRPORT} alias${n}: latitude } }`,
  (n) =>
    `query Op${n}($first: Int! = 5) { trips(first: $first) { total items { id alias${n}: title legs { from { ...Of${n} } to { ...Of${n} } } traveller { name email } } } } fragment Of${n} on Airport { ${AIRPORT} }`,
  (n) =>
    `query Op${n}($code: ID!) { country(code: $code) { name airports(first: 10) { items { ${AIRPORT} alias${n}: icao } } } }`,
  (n) =>
    `mutation Op${n}($input: CreateTripInput!) { createTrip(input: $input) { id alias${n}: title legs { from { ${AIRPORT} } } } }`,
];

/** A copy of Atlas with so many operations, half of them in one `.graphql` file and half in a client's manifest; returns its folder. */
export function manyOperations(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-many-'));
  for (const part of ['demo', 'schema']) cpSync(part, join(folder, part), { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', tollgate: { config: 'demo/tollgate.config.ts' } }),
  );
  const texts = Array.from({ length: count }, (_, n) => SHAPES[n % SHAPES.length]?.(n) ?? '');
  const half = Math.floor(count / 2);
  mkdirSync(join(folder, 'persisted-queries'));
  writeFileSync(join(folder, 'persisted-queries/all.graphql'), texts.slice(0, half).join('\n\n'));
  const manifest = Object.fromEntries(texts.slice(half).map((text, n) => [`id-${n}`, text]));
  writeFileSync(join(folder, 'persisted-queries/web@1.0.0.json'), JSON.stringify(manifest, null, 2));
  return folder;
}
