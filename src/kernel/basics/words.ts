/** `3 calls`, `1 call` */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `a, b and c` */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Of many only the first are named. */
const MOST_PATHS = 8;

/** `` `trips.id`, `trips.title` and 3 more `` */
export function listedPaths(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_PATHS).map((path) => `\`${path}\``);
  return listed(paths.length > MOST_PATHS ? [...shown, `${paths.length - MOST_PATHS} more`] : shown);
}
