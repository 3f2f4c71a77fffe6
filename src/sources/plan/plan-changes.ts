import { isDeepStrictEqual } from 'node:util';
import { counted, listed } from '../../kernel/basics/words.ts';
import { without } from '../../kernel/basics/without.ts';
import { planFigures, planIn } from '../../kernel/documents/plan-description.ts';
import type { Contract } from '../../kernel/ports/registry.ts';

/** What an operation calls, or how that changed: `Longer plan: upstream calls 3 → 5, waves 2 → 4, new source: billing.` */
export function planChanges(now: Contract, before: Contract | null): readonly string[] {
  const here = factsOf(now);
  if (!before) return [newPlan(here)];
  const there = factsOf(before);
  const added = without(here.sources, there.sources);
  const gone = without(there.sources, here.sources);
  const changes = [
    ...(here.calls === there.calls ? [] : [`upstream calls ${there.calls} → ${here.calls}`]),
    ...(here.waves === there.waves ? [] : [`waves ${there.waves} → ${here.waves}`]),
    ...(added.length > 0 ? [`new source: ${listed(added)}`] : []),
    ...(gone.length > 0 ? [`no longer: ${listed(gone)}`] : []),
  ];
  if (changes.length > 0) return [`${kindOf(here, there)}: ${changes.join(', ')}.`];
  return isDeepStrictEqual(now['plan'], before['plan'])
    ? []
    : ['Other plan: as many upstream calls and waves as before.'];
}

interface Facts {
  readonly calls: number;
  readonly waves: number;
  readonly sources: readonly string[];
}

function factsOf({ plan, sources }: Contract): Facts {
  const names = Array.isArray(sources) ? sources.filter((name) => typeof name === 'string') : [];
  return { ...planFigures(planIn(plan)), sources: names };
}

function newPlan({ calls, waves, sources }: Facts): string {
  if (sources.length === 0) return 'Calls no source.';
  if (calls === 0) return `Calls ${listed(sources)}.`;
  return `Calls ${listed(sources)}: ${counted(calls, 'upstream call')} in ${counted(waves, 'wave')}.`;
}

function kindOf(here: Facts, there: Facts): string {
  const by = [here.calls - there.calls, here.waves - there.waves];
  if (by.some((more) => more > 0)) return 'Longer plan';
  return by.some((more) => more < 0) ? 'Shorter plan' : 'Other plan';
}
