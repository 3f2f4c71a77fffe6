import { counted } from '../kernel/basics/words.ts';
import type { Contract } from '../kernel/ports/registry.ts';
import { type CachePolicy, cacheSection } from './cache-section.ts';

/** How long an answer may be kept, and for whom, where that is told or changed. */
export function cacheChanges(now: Contract, before: Contract | null): readonly string[] {
  const [here, there] = [policyText(now), before && policyText(before)];
  if (here === (there ?? NOT_KEPT)) return [];
  const may = here === NOT_KEPT ? 'may no longer be kept' : `may be kept ${here}`;
  return [`An answer ${may}${there === null ? '' : `; before, ${there}`}.`];
}

const NOT_KEPT = 'not at all';

function policyText({ cache }: Contract): string {
  const policy: CachePolicy | undefined = cacheSection.safeParse(cache).data;
  if (!policy || policy.maxAge === 0) return NOT_KEPT;
  return `for ${timeText(policy.maxAge)}, ${policy.scope === 'PUBLIC' ? 'for everybody' : 'for its caller only'}`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** In the largest unit that holds it without a rest. */
function timeText(seconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => seconds % each === 0) ?? ['second', 1];
  return counted(seconds / size, unit);
}
