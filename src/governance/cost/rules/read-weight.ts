/** The `weight` of `@cost`, a number or its text; `undefined` where it is neither. */
export function readWeight(value: unknown): number | undefined {
  const isText = typeof value === 'string' && value.trim() !== '';
  const weight = isText ? Number(value) : typeof value === 'number' ? value : Number.NaN;
  return Number.isFinite(weight) ? weight : undefined;
}
