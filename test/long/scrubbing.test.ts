import { expect, test } from 'vitest';
import { scrubRun } from '../support/readings/scrub-run.ts';

/** `SEED=7 npm run test:long -- scrubbing` plants other records. */
test('of 10,000 records with planted personal data nothing reaches a log line or a span, and clean fields stay whole', async () => {
  const run = await scrubRun({ records: 10_000, seed: Number(process.env['SEED'] ?? 1) });
  const { records, lines, spans, leaks, damaged, damagedExamples } = run;
  const share = (damaged * 100).toFixed(2);
  console.log(
    `${records} records, ${lines} lines, ${spans} spans: ${leaks.length} leaks, ${share} % of clean fields damaged`,
  );
  if (damagedExamples.length > 0) console.log(`damaged, for example: ${damagedExamples.join(' | ')}`);
  expect(leaks.slice(0, 20)).toEqual([]);
  expect(damaged).toBeLessThanOrEqual(0.01);
});
