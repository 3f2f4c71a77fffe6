import { type Seen, STAGES } from '../../kernel/exchange.ts';

/** How long an answer took, in all and by stage, in milliseconds. Source: W3C Server Timing. @param now since the clock's origin */
export function timingHeaders({ startedAt, times }: Pick<Seen, 'startedAt' | 'times'>, now: number): readonly string[] {
  const total = (now - startedAt).toFixed(1);
  const parts: string[] = [];
  let since = startedAt;
  for (const [index, stage] of STAGES.entries()) {
    const left = times[index] ?? 0;
    if (left === 0) break; // it was refused there
    parts.push(`${stage};dur=${(left - since).toFixed(1)}`);
    since = left;
  }
  return ['x-response-time-ms', total, 'server-timing', [...parts, `total;dur=${total}`].join(', ')];
}
