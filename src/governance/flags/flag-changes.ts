import { listed } from '../../kernel/basics/words.ts';
import { without } from '../../kernel/basics/without.ts';
import type { Contract } from '../../kernel/ports/registry.ts';

/** Which feature flags decide what an operation answers, or how that changed. */
export function flagChanges(now: Contract, before: Contract | null): readonly string[] {
  const [here, there] = [flagsIn(now), before ? flagsIn(before) : []];
  const [added, gone] = [without(here, there), without(there, here)];
  return [
    ...(added.length > 0 ? [`Depends on ${flagText(added)}.`] : []),
    ...(gone.length > 0 ? [`No longer depends on ${flagText(gone)}.`] : []),
  ];
}

const flagText = (keys: readonly string[]): string =>
  `the flag${keys.length === 1 ? '' : 's'} ${listed(keys.map((key) => `\`${key}\``))}`;

const flagsIn = ({ flags }: Contract): readonly string[] =>
  Array.isArray(flags) ? flags.filter((key) => typeof key === 'string') : [];
