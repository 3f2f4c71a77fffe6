import { styleText } from 'node:util';
import type { Marginal } from '../method/marginal.ts';
import type { Line, Summary } from '../method/summary.ts';

const HEAD = [
  'lane',
  'contender',
  'CPU µs',
  '× limit',
  '(min–max)',
  'rps',
  'p50 ms',
  'p99 ms',
  'RSS MB',
  'upstream calls',
];
/** The columns of words; the others hold figures, which line up at the right. */
const WORDS = 2;

/** The figures for people. */
export function tableOf({ void: worthless, lanes, items }: Summary): string {
  const rows = lanes.map(cellsOf);
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column < WORDS ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  const warning = 'This run is void: the limit varied by more than 15 %. Run it again on a calm machine.';
  return [
    styleText('bold', line(HEAD)),
    ...rows.map(line),
    ...(items.length > 0 ? ['', ...items.map(marginalLine)] : []),
    ...(worthless ? ['', styleText('yellow', warning)] : []),
  ].join('\n');
}

const marginalLine = ({ contender, small, large, ratio }: Marginal): string =>
  `${contender}: one more item costs ${small} µs from 50 to 500, ${large} µs from 500 to 5,000 (× ${ratio})`;

function cellsOf({ lane, contender, cpuMicros, ratio, rps, p50, p99, rssMb, upstreamCalls }: Line): readonly string[] {
  return [
    lane,
    contender,
    cpuMicros.toFixed(1),
    ratio.median.toFixed(2),
    `(${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`,
    String(rps),
    p50.toFixed(2),
    p99.toFixed(2),
    String(rssMb),
    String(upstreamCalls),
  ];
}
