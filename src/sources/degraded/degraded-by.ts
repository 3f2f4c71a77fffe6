import type { Degraded, LostField, Plan } from '../../kernel/ports/planner.ts';
import { outermost } from './degraded-paths.ts';

/** What an answer lacks for want of its sources, and what stands in for it. */
export function degradedBy(
  plan: Plan,
  lost: readonly LostField[],
  replaced: readonly LostField[] = [],
): readonly Degraded[] {
  const nulls = lost.map(({ source, path }) => ({ source, path: plan.place(path)?.nullAt ?? path }));
  return [
    ...bySource(nulls).map(([source, paths]) => ({ source, paths: outermost(paths) })),
    ...bySource(replaced).map(([source, paths]) => ({ source, paths: outermost(paths), fallback: true as const })),
  ];
}

function bySource(fields: readonly LostField[]): readonly (readonly [source: string, paths: readonly string[]])[] {
  const found = new Map<string, string[]>();
  for (const { source, path } of fields) found.set(source, [...(found.get(source) ?? []), path]);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}
