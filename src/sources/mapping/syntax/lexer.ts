import type { Range } from './ast.ts';
import { MappingSyntaxError } from './syntax-error.ts';

export type Token = Range &
  (
    | { readonly kind: 'name'; readonly text: string }
    /** `text` is the name with its `$`. */
    | { readonly kind: 'variable'; readonly text: string }
    /** `text` is the value, escapes resolved. */
    | { readonly kind: 'string'; readonly text: string }
    | { readonly kind: 'number'; readonly text: string }
    | { readonly kind: 'sign'; readonly text: string }
    | { readonly kind: 'end'; readonly text: '' }
  );

/** The longest first, so that `...` is not three dots. */
const SIGNS = ['...', '->', '??', '?!', '$(', '$', '@', '.', '?', ':', ',', '-', '(', ')', '[', ']', '{', '}'] as const;

// Sticky, each a single class or two: none of them can backtrack over more than it has read.
const BLANK = /(?:[ \t\r\n]+|#[^\n]*)+/y;
const NAME = /\$?[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+/y;

/** All tokens of a mapping, the last of kind `end`. Blanks and comments are dropped. */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let at = skipBlank(text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at);
    found.push(token);
    at = skipBlank(text, token.end);
  }
  found.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return found;
}

function skipBlank(text: string, at: number): number {
  BLANK.lastIndex = at;
  return BLANK.test(text) ? BLANK.lastIndex : at;
}

function tokenAt(text: string, start: number): Token {
  const char = text.charAt(start);
  if (char === '"' || char === "'") return stringAt(text, start, char);
  const name = match(NAME, text, start);
  if (name) return { kind: char === '$' ? 'variable' : 'name', text: name, start, end: start + name.length };
  const number = match(NUMBER, text, start);
  if (number) return { kind: 'number', text: number, start, end: start + number.length };
  const sign = SIGNS.find((one) => text.startsWith(one, start));
  if (sign) return { kind: 'sign', text: sign, start, end: start + sign.length };
  const stray = String.fromCodePoint(text.codePointAt(start) ?? 0);
  throw new MappingSyntaxError(`${JSON.stringify(stray)} has no meaning here. A name of other letters is quoted.`, {
    start,
    end: start + stray.length,
  });
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** `\n` is a newline, a backslash before any other character is that character; newlines may stand as they are. */
function stringAt(text: string, start: number, quote: string): Token {
  const parts: string[] = [];
  let from = start + 1;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === quote) {
      parts.push(text.slice(from, at));
      return { kind: 'string', text: parts.join(''), start, end: at + 1 };
    }
    if (char !== '\\' || at + 1 >= text.length) continue;
    parts.push(text.slice(from, at));
    if (text.charAt(at + 1) === 'n') {
      parts.push('\n');
      from = at + 2;
    } else {
      from = at + 1;
    }
    at++;
  }
  throw new MappingSyntaxError(`This text is not closed; expected ${quote}.`, { start, end: text.length });
}
