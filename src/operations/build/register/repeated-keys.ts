/** A text in JSON. */
const TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

/** The keys that a JSON object of texts has more than once, with where each comes again: `JSON.parse` keeps the last in silence. */
export function repeatedKeys(json: string): readonly { readonly key: string; readonly at: number }[] {
  const seen = new Set<unknown>();
  let isKey = false;
  return [...json.matchAll(TEXT)].flatMap(({ 0: text, index: at }) => {
    isKey = !isKey;
    if (!isKey) return [];
    const key = String(JSON.parse(text));
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated ? [{ key, at }] : [];
  });
}
