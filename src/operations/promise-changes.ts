import { isDeepStrictEqual } from 'node:util';
import { listed } from '../kernel/basics/words.ts';
import type { Contract } from '../kernel/ports/registry.ts';

/** Who answers for an operation, or how that changed. */
export function ownerChanges({ owner: here }: Contract, before: Contract | null): readonly string[] {
  const there = before?.['owner'];
  if (here === there) return [];
  if (typeof here !== 'string') return [`No team answers for it any more, before \`${String(there)}\`.`];
  return [`The team \`${here}\` answers for it${typeof there === 'string' ? `, before \`${there}\`` : ''}.`];
}

/** How fast it shall be answered, or how that changed. */
export function objectiveChanges(now: Contract, before: Contract | null): readonly string[] {
  const [here, there] = [now['objectives'], before?.['objectives']];
  if (isDeepStrictEqual(here, there)) return [];
  if (here === undefined) return ['Nobody says any more how fast it shall be answered.'];
  return [
    `Shall be answered within ${objectivesText(here)}${there === undefined ? '' : `; before, within ${objectivesText(there)}`}.`,
  ];
}

/** `60ms for 50 and 300ms for 95 of 100 requests` */
const objectivesText = (objectives: Contract[string]): string =>
  `${listed(Object.entries(objectives ?? {}).map(([share, latency]) => `${String(latency)} for ${share.slice(1)}`))} of 100 requests`;

/** Whether it may be sent twice, where that is told or changed. */
export function idempotenceChanges(now: Contract, before: Contract | null): readonly string[] {
  const [here, there] = [now['idempotent'] === true, before?.['idempotent'] === true];
  if (here === there) return [];
  return [here ? 'Sending it twice does no more than sending it once.' : 'Sending it twice may do more than once now.'];
}
