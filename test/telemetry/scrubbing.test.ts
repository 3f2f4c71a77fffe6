import { describe, expect, test } from 'vitest';
import { detect, redact } from '../../src/index.ts';
import { atlasConfig, atlasGateway, startService } from '../support/projects/atlas.ts';
import { scrubRun } from '../support/readings/scrub-run.ts';

describe('redact', () => {
  test.each([
    ['Mail john.doe+x@example.com now', 'Mail j***@e***.com now'],
    ['call 202-555-4567', 'call ***-***-4567'],
    ['call +44 20 7946 0958.', 'call ***-***-0958.'],
    ['card 4111 1111 1111 1111', 'card ****-****-****-1111'],
    ['IBAN NL91 ABNA 0417 1643 00', 'IBAN NL**-****-4300'],
    ['from 203.0.113.7', 'from 203.***.***.***'],
    ['from 2001:db8::1', 'from 2001:***'],
    ['Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'Bearer eyJ***'],
    ['password=hunter22', 'password=***'],
    ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', '***'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    '4111111111111112',
    '2026-11-20T15:48:05.692Z',
    '12:34:56',
    '1.2.3',
    'EUR 1,234.56',
    'a@b',
    '@example.com',
    'NL00ABNA0417164300',
    '999.1.1.1',
  ])('leaves %s as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('detect tells what and where', () => {
    expect(detect('a@b.co, 203.0.113.7')).toEqual([
      { class: 'EMAIL', start: 0, end: 6 },
      { class: 'IP', start: 8, end: 19 },
    ]);
  });
});

test('@pii masks by path, whatever stands there, under aliases and in lists', async () => {
  await using trips = await startService('trips');
  const config = atlasConfig({ logging: { include: ['variables', 'answer'] }, development: { principal: true } });
  await using gateway = await atlasGateway([trips], { config });
  await gateway.post(
    { query: '{ trips(first: 1) { items { title who: traveller { n: name email } } } }' },
    { headers: { 'x-tollgate-principal': '{ "id": "ada", "scopes": [] }' } }, // addresses are for who is signed in
  );
  expect(gateway.logs.at(-1)).toMatchObject({
    answer: { trips: { items: [{ title: 'AMS to SFO', who: { n: 'A***', email: 'a***@e***.com' } }] } },
  });
  const input = { title: 'To the sea', traveller: { name: 'Zoë', email: 'no address', phone: '112' }, legs: [] };
  await gateway.post({
    query: 'mutation ($in: CreateTripInput!) { createTrip(input: $in) { id } }',
    variables: { in: input },
  });
  expect(gateway.logs.at(-1)).toMatchObject({
    variables: { in: { title: 'To the sea', traveller: { name: 'Z***', email: '***', phone: '***-***-112' } } },
  });
});

test('an operation whose paths double without end is masked whole', async () => {
  const config = atlasConfig({ logging: { include: ['answer'] }, limits: { expandedSelections: 10_000_000 } });
  await using gateway = await atlasGateway([], { config });
  const doubling = Array.from({ length: 20 }, (_, i) => `fragment F${i} on Gateway { ...F${i + 1} ...F${i + 1} }`).join(
    ' ',
  );
  await gateway.post({ query: `{ gateway { ...F0 } } ${doubling} fragment F20 on Gateway { version }` });
  expect(gateway.logs.at(-1)).toMatchObject({ answer: { gateway: { version: '***' } } });
});

test('an error message that quotes personal data leaves masked', async () => {
  await using gateway = await atlasGateway([]);
  const { body } = await gateway.post({
    query: 'query ($n: Int!) { trips(first: $n) { total } }',
    variables: { n: 'ada@example.com' },
  });
  expect(body.errors?.[0]?.message).toContain('a***@e***.com');
});

test('of planted personal data nothing reaches a log line or a span (500 records; 10,000 in the long tests)', async () => {
  const { leaks, damaged, damagedExamples, lines, spans } = await scrubRun({
    records: 500,
    seed: Number(process.env['SEED'] ?? 1),
  });
  expect(leaks).toEqual([]);
  expect([damaged <= 0.01, damagedExamples]).toEqual([true, expect.any(Array)]);
  expect(lines).toBeGreaterThanOrEqual(500);
  expect(spans).toBeGreaterThan(500);
});
