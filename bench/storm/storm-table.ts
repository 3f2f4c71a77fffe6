import { styleText } from 'node:util';
import type { Spread } from '../method/figures.ts';
import { BOUNDS, type StormLine } from './bench-storm.ts';

/** The figures for people: medians, and the least and the most. */
export function stormTable(lines: readonly StormLine[]): string {
  const told = lines.map(({ ill, calmP99, illP99, ratio, more, callsPerRequest, cpu, holds }) =>
    [
      styleText('bold', `orders: ${ill}   ${holds ? 'holds' : 'MISSED'}`),
      `  p99 of products calm  ${shown(calmP99)} ms`,
      `  p99 of products ill   ${shown(illP99)} ms, × ${shown(ratio)}, ${shown(more)} ms more`,
      `  calls per request     ${shown(callsPerRequest)}`,
      `  CPU of the gateway    ${shown(cpu)} of a core`,
    ].join('\n'),
  );
  const bounds = `Bounds: × ${BOUNDS.ratio} or ${BOUNDS.milliseconds} ms more, ${BOUNDS.callsPerRequest} calls per request, ${BOUNDS.cpu} of a core.`;
  return [...told, '', bounds].join('\n');
}

const shown = ({ median, min, max }: Spread): string => `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
