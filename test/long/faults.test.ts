import { setDefaultCACertificates, getCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService } from '../support/projects/atlas.ts';
import { ANSWER_ROWS } from '../support/faults/answer-rows.ts';
import { CONNECTION_ROWS } from '../support/faults/connection-rows.ts';
import { type FaultResult, writeFaultsTable } from '../support/faults/faults-table.ts';
import { failuresOf, flawsByCode, isVoid, measure } from '../support/faults/measure.ts';
import { trustedAuthority } from '../support/faults/secure.ts';

const ROWS = [...CONNECTION_ROWS, ...ANSWER_ROWS];

/** Every upstream row of the fault matrix, injected before the real services of the demo. */
describe('a source that fails', () => {
  const results: FaultResult[] = [];
  let airports: Service;
  let trips: Service;
  beforeAll(async () => {
    const { cert } = await trustedAuthority();
    setDefaultCACertificates([...getCACertificates('default'), cert]);
    [airports, trips] = await Promise.all([startService('airports'), startService('trips')]);
  });
  afterAll(async () => {
    if (results.length === ROWS.length) writeFaultsTable(results);
    await Promise.all([airports.kill(), trips.kill()]);
  });

  test.for(ROWS)('$id $fault', async (row, { skip }) => {
    const stand = await row.stand(new URL(airports.url));
    if (!stand) {
      results.push({ row, measured: undefined, failures: [] });
      return skip('It cannot be injected on this machine.');
    }
    await using _ = stand;
    const measured = await measure(row, stand, trips);
    const failures = [...failuresOf(row, measured), ...(await flawsByCode(row, stand, trips))];
    results.push({ row, measured, failures });
    expect(failures).toEqual([]);
    skip(
      isVoid(row, measured),
      `Its times are void: ${Math.round(measured.starved * 100)} % of them it waited for a core.`,
    );
  });
});
