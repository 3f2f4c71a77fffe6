import type { Json } from '../../kernel/basics/json.ts';
import { bold } from '../output.ts';

/** What an operation loses with each of its sources, a line a source, as a contract holds it. */
export function degradedLines(degraded: Json | undefined): readonly string[] {
  const bySource = Object.entries((degraded ?? {}) as Readonly<Record<string, readonly string[]>>); // as the build wrote it
  if (bySource.length === 0) return ['It calls no source, so nothing of its answer can be lost with one.'];
  const width = Math.max(...bySource.map(([source]) => source.length));
  return [
    bold('While a source is out:'),
    ...bySource.map(([source, paths]) => `  ${bold(source.padEnd(width))}  ${lossText(paths)}`),
  ];
}

function lossText(paths: readonly string[]): string {
  if (paths.includes('')) return 'data is null: nothing is left of the answer';
  return `${paths.join(', ')} ${paths.length === 1 ? 'is' : 'are'} null`;
}
