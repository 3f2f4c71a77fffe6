/** A JSON pointer as a fragment. Source: RFC 6901 §6; RFC 9457 §3. */
export const jsonPointer = (path: readonly (string | number)[]): string =>
  `#${path.map((step) => `/${encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`;
