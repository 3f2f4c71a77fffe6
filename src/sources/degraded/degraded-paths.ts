import type { AnswerField } from '../plan/plan.ts';

/** The paths that turn null when a source is out, by source; what stands below one of them is not told again. */
export function degradedPaths(fields: readonly AnswerField[]): Readonly<Record<string, readonly string[]>> {
  const bySource = new Map<string, string[]>();
  for (const { sources, nullAt } of fields) {
    for (const source of sources) bySource.set(source, [...(bySource.get(source) ?? []), nullAt]);
  }
  return Object.fromEntries(
    [...bySource].sort(([a], [b]) => (a < b ? -1 : 1)).map(([source, paths]) => [source, outermost(paths)]),
  );
}

/** Each path once, sorted, without those below another. */
export function outermost(paths: readonly string[]): readonly string[] {
  const all = new Set(paths);
  const isBelow = (path: string): boolean =>
    path !== '' &&
    (all.has('') || path.split('.').some((_, end, keys) => end > 0 && all.has(keys.slice(0, end).join('.'))));
  return [...all].filter((path) => !isBelow(path)).sort();
}
