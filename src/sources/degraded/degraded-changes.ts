import { isDeepStrictEqual } from 'node:util';
import { listedPaths } from '../../kernel/basics/words.ts';
import type { Contract } from '../../kernel/ports/registry.ts';
import { degradedSection } from './degraded-section.ts';

/** What an operation loses while a source is out, where that changed, or where it is new and calls several. */
export function degradedChanges(now: Contract, before: Contract | null): readonly string[] {
  const [here, there] = [lossesIn(now), before ? lossesIn(before) : new Map<string, readonly string[]>()];
  if (!before && here.size < 2) return []; // it goes with its source
  return [...here].flatMap(([source, paths]) => {
    const earlier = there.get(source);
    if (isDeepStrictEqual(paths, earlier)) return [];
    return [
      `While ${source} is out, its answer lacks ${lossText(paths)}${earlier ? `, before ${lossText(earlier)}` : ''}.`,
    ];
  });
}

const lossText = (paths: readonly string[]): string => (paths.includes('') ? 'everything' : listedPaths(paths));

/** What an older build wrote may have another form. */
const lossesIn = ({ degraded }: Contract): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(degradedSection.safeParse(degraded).data ?? {}));
