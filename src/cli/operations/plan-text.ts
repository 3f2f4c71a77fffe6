import type { Json } from '../../kernel/basics/json.ts';
import { counted } from '../../kernel/basics/words.ts';
import { type PlannedCall, planFigures, planIn } from '../../kernel/documents/plan-description.ts';
import { bold, dim } from '../output.ts';

/** The plan of an operation as a person would draw it: a line for each call, below it those that wait for it. */
export function planLines(plan: Json | undefined): readonly string[] {
  const described = planIn(plan);
  const { serial, calls = [], afterCode = [] } = described;
  if (calls.length + afterCode.length === 0) return ['No calls by connectors.'];
  const figures = planFigures(described);
  const head = `${counted(figures.calls, 'call')} in ${counted(figures.waves, 'wave')}${serial ? ', one field after another' : ''}`;
  return [
    bold(head),
    ...branches(calls),
    ...(afterCode.length > 0 ? ['', bold('Once a code resolver has given the object:'), ...branches(afterCode)] : []),
  ];
}

function branches(calls: readonly PlannedCall[], indent = ''): readonly string[] {
  return calls.flatMap((call, index) => {
    const isLast = index === calls.length - 1;
    const below = `${indent}${isLast ? '   ' : '│  '}`;
    return [`${indent}${isLast ? '└─ ' : '├─ '}${lineOf(call)}`, ...branches(call.next ?? [], below)];
  });
}

function lineOf(planned: PlannedCall): string {
  const { wave, source, call, at, gives, when, coordinate } = planned;
  const places = gives.map((field) => (at ? `${at}.${field}` : field)).join(', ');
  const only = when ? `, if ${when}` : '';
  return `${wave}  ${bold(source)} ${call}  → ${places}${dim(`  (${coordinate}${manyOf(planned)}${only})`)}`;
}

function manyOf({ at, batch, joins }: PlannedCall): string {
  if (joins) return ', in the same call';
  if (batch === undefined) return at ? ', one call for each' : '';
  return batch === null ? ', one call for all' : `, one call for up to ${batch}`;
}
