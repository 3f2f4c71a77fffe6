import { styleText } from 'node:util';
import type { Spread } from '../method/figures.ts';
import { BOUNDS, type CollectorLine, type Verdict } from './bench-collector.ts';

const HEAD = ['lane', 'collector', 'CPU µs', '× up', 'loop delay p99 ms', 'RSS MB more than up', ''];

/** The figures for people. */
export function collectorTable({ lanes, dropped }: Verdict): string {
  const rows = [HEAD, ...lanes.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const bounds = `No request failed. Bounds of the medians: × up ${BOUNDS.ratio}, loop delay p99 ${BOUNDS.loopDelayP99} ms, RSS ${BOUNDS.rssMb} MB more.`;
  const drops = Object.entries(dropped).map(([state, count]) => `${count} (${state})`);
  return [
    styleText('bold', lines[0] ?? ''),
    ...lines.slice(1),
    '',
    `Spans dropped and counted: ${drops.join(', ')}.`,
    bounds,
  ].join('\n');
}

function cellsOf({
  lane,
  collector,
  cpuMicros,
  ratio,
  loopDelayP99,
  moreRssMb,
  holds,
}: CollectorLine): readonly string[] {
  return [
    lane,
    collector,
    cpuMicros.toFixed(1),
    shown(ratio, 2),
    shown(loopDelayP99, 1),
    shown(moreRssMb, 0),
    holds ? 'holds' : 'MISSED',
  ];
}

const shown = ({ median, min, max }: Spread, digits: number): string =>
  `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
