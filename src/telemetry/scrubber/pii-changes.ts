import type { Json } from '../../kernel/basics/json.ts';
import { listed } from '../../kernel/basics/words.ts';
import { without } from '../../kernel/basics/without.ts';
import type { Contract } from '../../kernel/ports/registry.ts';

/** Which personal data an operation takes in and gives out, or how that changed. */
export function piiChanges(now: Contract, before: Contract | null): readonly string[] {
  return [
    ...sideChanges('Takes in', sideOf(now, 'takes'), before && sideOf(before, 'takes')),
    ...sideChanges('Gives out', sideOf(now, 'gives'), before && sideOf(before, 'gives')),
  ];
}

function sideChanges(verb: string, here: readonly string[], there: readonly string[] | null): readonly string[] {
  const [added, gone] = [without(here, there ?? []), without(there ?? [], here)];
  return [
    ...(added.length > 0 ? [`${verb} ${there ? 'more ' : ''}personal data: ${listed(added)}.`] : []),
    ...(gone.length > 0 ? [`No longer ${verb.toLowerCase()}: ${listed(gone)}.`] : []),
  ];
}

/** `NAME at `trips.items.traveller.name``, … */
function sideOf({ pii }: Contract, side: 'takes' | 'gives'): readonly string[] {
  const paths: Json = (pii as Readonly<Record<string, Json>> | undefined)?.[side] ?? {};
  if (typeof paths === 'string') return [paths];
  return Object.entries(paths ?? {}).map(([path, kind]) => `${String(kind)} at \`${path}\``);
}
