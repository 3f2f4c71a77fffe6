/** The members that the first list has and the second has not. */
export const without = <T>(all: readonly T[], others: readonly T[]): readonly T[] => {
  const known = new Set(others);
  return all.filter((one) => !known.has(one));
};
