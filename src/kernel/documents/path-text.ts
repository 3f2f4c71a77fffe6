/** A path of an answer as plans and contracts write it: keys joined by dots; lists add nothing. */
export const pathText = (path: readonly (string | number)[]): string =>
  path.filter((key) => typeof key === 'string').join('.');
