import { isDeepStrictEqual } from 'node:util';
import { listed, listedPaths } from '../../../kernel/basics/words.ts';
import { without } from '../../../kernel/basics/without.ts';
import type { ContractSection } from '../../../kernel/plugin.ts';
import type { Contract, ContractClient } from '../../../kernel/ports/registry.ts';
import type { ContractPair } from './pair-contracts.ts';
import { fieldPaths } from './field-paths.ts';

/** What changed of an operation, or what a new one is, in words for everybody; empty where nothing did. */
export function contractChanges(
  { now, before, both }: ContractPair,
  sections: readonly ContractSection[],
): readonly string[] {
  const told = sections.flatMap((section) => sectionChanges(section, now, before));
  if (!before) return told;
  return [...fieldChanges(now, before), ...clientChanges(now, before, both), ...told];
}

function sectionChanges({ key, diff }: ContractSection, now: Contract, before: Contract | null): readonly string[] {
  if (diff) return diff(now, before);
  return before && !isDeepStrictEqual(now[key], before[key]) ? [`Its \`${key}\` changed.`] : [];
}

function fieldChanges(now: Contract, before: Contract): readonly string[] {
  if (now.document === before.document) return [];
  const [here, there] = [fieldPaths(now.document), fieldPaths(before.document)];
  const [added, gone] = [without(here, there), without(there, here)];
  if (added.length + gone.length === 0) return ['Asks for the same fields, by another text.'];
  return [
    ...(added.length > 0 ? [`Asks for more: ${listedPaths(added)}.`] : []),
    ...(gone.length > 0 ? [`No longer asks for: ${listedPaths(gone)}.`] : []),
  ];
}

function clientChanges(now: Contract, before: Contract, both: boolean): readonly string[] {
  const [here, there] = [versionsOf(now.clients), versionsOf(before.clients)];
  const [added, gone] = [without(here, there), without(there, here)];
  return [
    ...(added.length > 0 ? [`${listed(added)} ${send(added)} it now.`] : []),
    ...(gone.length > 0
      ? [both ? `${listed(gone)} ${send(gone)} it as it was.` : `${listed(gone)} ${send(gone)} it no longer.`]
      : []),
  ];
}

const send = (clients: readonly string[]): string => (clients.length === 1 ? 'sends' : 'send');

const versionsOf = (clients: readonly ContractClient[] = []): readonly string[] =>
  clients.flatMap(({ name, versions }) => (versions.length > 0 ? versions.map((one) => `${name} ${one}`) : [name]));
