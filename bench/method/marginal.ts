import type { Lane } from '../lanes.ts';
import type { Turn } from './rounds.ts';

/** What one more item of an answer costs a contender. */
export interface Marginal {
  readonly contender: string;
  /** From the shortest list to the middle one, in microseconds of CPU an item. */
  readonly small: number;
  /** From the middle one to the longest. */
  readonly large: number;
  /** The second over the first: 1 where a list's cost grows as its length. */
  readonly ratio: number;
}

/** Of the lanes that differ in the number of items alone; nothing where fewer than three of them were run. */
export function marginals(lines: readonly Turn[], lanes: readonly Lane[]): readonly Marginal[] {
  const sizes = lanes.flatMap(({ name, items }) => (items === undefined ? [] : [{ name, items }]));
  const [short, middle, long] = sizes.toSorted((a, b) => a.items - b.items);
  if (!short || !middle || !long) return [];
  const contenders = new Set(lines.map(({ contender }) => contender));
  return [...contenders].map((contender) => {
    const cpu = (lane: string): number =>
      lines.find((line) => line.lane === lane && line.contender === contender)?.cpuMicros ?? Number.NaN;
    const small = (cpu(middle.name) - cpu(short.name)) / (middle.items - short.items);
    const large = (cpu(long.name) - cpu(middle.name)) / (long.items - middle.items);
    const round = (value: number): number => Number(value.toFixed(2));
    return { contender, small: round(small), large: round(large), ratio: round(large / small) };
  });
}
