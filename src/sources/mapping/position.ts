import type { Problem } from '../../kernel/problems/problem.ts';

/** A string of an SDL file, as graphql-js has it: `StringValueNode.loc.source` and `.loc.start`, `.block`. */
export interface SdlString {
  readonly file: string;
  /** The whole text of the file. */
  readonly text: string;
  /** Where its opening quote stands. */
  readonly start: number;
  readonly block: boolean;
}

export type Position = Required<Pick<Problem, 'file' | 'line' | 'column'>>;

/** From an offset in the value of a string to its line and column (1-based) in the file. */
export function positionsIn(string: SdlString): (offset: number) => Position {
  const toFile = string.block ? blockOffsets(string) : plainOffsets(string);
  return (offset) => ({ file: string.file, ...lineAndColumn(string.text, toFile(offset)) });
}

/** A plain string is one line; only its escapes are longer than what they stand for. */
function plainOffsets({ text, start }: SdlString): (offset: number) => number {
  return (offset) => {
    let at = start + 1;
    for (let value = 0; value < offset;) {
      const escape = /^\\(?:u\{([0-9A-Fa-f]+)\}|u[0-9A-Fa-f]{4}|.)/.exec(text.slice(at, at + 16));
      const codePoint = escape?.[1];
      value += codePoint && Number.parseInt(codePoint, 16) > 0xffff ? 2 : 1;
      at += escape?.[0].length ?? 1;
    }
    return at;
  };
}

const QUOTES = '"""';

interface Line {
  readonly start: number;
  readonly text: string;
}

/** A block string loses the indentation that its lines share, and the blank lines around them. */
function blockOffsets({ text, start }: SdlString): (offset: number) => number {
  const lines = linesOf(text, start + QUOTES.length);
  const indented = lines.slice(1).filter(({ text: line }) => !isBlank(line));
  const common = indented.reduce((least, { text: line }) => Math.min(least, indentOf(line)), Infinity);
  const shared = Number.isFinite(common) ? common : 0;
  const first = Math.max(
    0,
    lines.findIndex(({ text: line }) => !isBlank(line)),
  );
  return (offset) => {
    let left = offset;
    for (const [index, line] of lines.entries()) {
      if (index < first) continue;
      const cut = index === 0 ? 0 : Math.min(shared, line.text.length);
      const value = line.text.slice(cut).replaceAll(`\\${QUOTES}`, QUOTES);
      if (left <= value.length || index === lines.length - 1)
        return line.start + cut + rawLength(line.text.slice(cut), left);
      left -= value.length + 1;
    }
    return start;
  };
}

/** The raw lines of a block string up to its closing quotes. */
function linesOf(text: string, from: number): readonly Line[] {
  let end = text.indexOf(QUOTES, from);
  while (end > 0 && text.charAt(end - 1) === '\\') end = text.indexOf(QUOTES, end + QUOTES.length);
  const raw = text.slice(from, end < 0 ? undefined : end);
  const lines: Line[] = [];
  let at = 0;
  for (const { index, 0: newline } of raw.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ start: from + at, text: raw.slice(at, index) });
    at = index + newline.length;
  }
  return [...lines, { start: from + at, text: raw.slice(at) }];
}

/** How many characters of the file the first `length` of the value take. */
function rawLength(raw: string, length: number): number {
  let at = 0;
  for (let value = 0; value < length && at < raw.length; value++) {
    // The backslash stands for nothing; it goes with the first quote.
    at += raw.startsWith(`\\${QUOTES}`, at) ? 2 : 1;
  }
  return at;
}

const indentOf = (line: string): number => line.length - line.replace(/^[ \t]+/, '').length;
const isBlank = (line: string): boolean => indentOf(line) === line.length;

function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (const { index, 0: newline } of text.matchAll(/\r\n|\n|\r/g)) {
    if (index >= offset) break;
    line++;
    start = index + newline.length;
  }
  return { line, column: offset - start + 1 };
}
