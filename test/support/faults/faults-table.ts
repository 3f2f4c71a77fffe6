import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import type { FaultRow, Measured } from './fault-row.ts';
import { isVoid } from './measure.ts';

export interface FaultResult {
  readonly row: FaultRow;
  /** `undefined` where the machine could not inject the fault. */
  readonly measured: Measured | undefined;
  readonly failures: readonly string[];
}

/** Writes what a run has measured to `docs/measured/faults.md`. */
export function writeFaultsTable(results: readonly FaultResult[]): void {
  const folder = new URL('../../../docs/measured/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('faults.md', folder), faultsTable(results));
}

function faultsTable(results: readonly FaultResult[]): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const passed = results.filter((result) => verdictOf(result) === 'pass').length;
  return [
    '# Faults of sources, measured',
    '',
    'Written by `npm run test:long`: each fault is injected between the gateway and a demo service, while the same requests ask a',
    'service that is well. A row passes when every answer has the data of that service and an error with code, source and coordinate in',
    'place of the other, nothing of the source’s own words, whether a connector or a resolver calls it; and when the figures hold, which',
    'are those of the connector. Times are what the client waits, in milliseconds.',
    '',
    `Commit ${commit}, ${new Date().toISOString().slice(0, 10)}, Node ${process.version.slice(1)}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} in the last minute: ${passed} of ${results.length} pass.`,
    '',
    '| Row | Fault | Requests | p50 | p99 | at most | Calls | Outcome | Verdict |',
    '| --- | --- | --: | --: | --: | --: | --: | --- | --- |',
    ...results.map(line),
    '',
  ].join('\n');
}

function verdictOf({ row, measured, failures }: FaultResult): string {
  if (!measured) return 'skipped: not possible on this machine';
  if (failures.length > 0) return `**fails**: ${failures.join('; ')}`;
  return isVoid(row, measured)
    ? `times void: ${Math.round(measured.starved * 100)} % of them it waited for a core`
    : 'pass';
}

function line(result: FaultResult): string {
  const {
    row: { id, fault, within },
    measured,
  } = result;
  const verdict = verdictOf(result);
  if (!measured) return `| ${id} | ${fault} | – | – | – | ${within} | – | – | ${verdict} |`;
  const { requests, p50, p99, calls, codes } = measured;
  const outcome = [...codes].map(([code, count]) => `${code === '–' ? 'well' : `\`${code}\``} ${count}`).join(', ');
  return `| ${id} | ${fault} | ${requests} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${within} | ${calls} | ${outcome} | ${verdict} |`;
}
