/** What has to be escaped in a JSON text, and surrogates, which may stand alone. Source: RFC 8259 §7. */
// oxlint-disable-next-line no-control-regex
const SPECIAL = /[\u0000-\u001f"\\\ud800-\udfff]/;
/** Up to here a loop over the characters is quicker than a regular expression. */
const SHORT = 42;

/** A string as JSON text: most need no escapes, and putting quotes around is a third of what `JSON.stringify` costs. */
export function quoted(text: string): string {
  const { length } = text;
  if (length >= SHORT) return SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code < 32 || code === 34 || code === 92 || (code >= 0xd8_00 && code <= 0xdf_ff)) return JSON.stringify(text);
  }
  return `"${text}"`;
}
