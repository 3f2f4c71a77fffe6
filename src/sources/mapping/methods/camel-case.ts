const LETTER = /[\p{Alphabetic}\p{N}]/u;
const UPPER = /\p{Uppercase}/u;
const LOWER = /\p{Lowercase}/u;

/** `property_one`, `PropertyOne`, `PROPERTY_ONE` and `property-one` are all `propertyOne`. */
export function camelCase(text: string): string {
  const [first = '', ...others] = words(text);
  return first.toLowerCase() + others.map(capitalized).join('');
}

function capitalized(word: string): string {
  const [initial = '', ...rest] = word;
  return initial.toUpperCase() + rest.join('').toLowerCase();
}

/**
 * A word ends at what is neither letter nor digit, before a capital behind a small letter (`fooBar`), and before the last
 * of several capitals when a small letter follows (`XMLHttp`). Digits belong to the word that they follow.
 */
function words(text: string): string[] {
  const found: string[] = [];
  let word = '';
  let isLower = false;
  let isUpper = false;
  const close = (): void => {
    if (word) found.push(word);
    word = '';
    isLower = false;
    isUpper = false;
  };
  const characters = Array.from(text);
  for (const [index, character] of characters.entries()) {
    if (!LETTER.test(character)) {
      close();
      continue;
    }
    const capital = UPPER.test(character);
    if (capital && (isLower || (isUpper && LOWER.test(characters[index + 1] ?? '')))) close();
    word += character;
    if (capital || LOWER.test(character)) {
      isUpper = capital;
      isLower = !capital;
    }
  }
  close();
  return found;
}
