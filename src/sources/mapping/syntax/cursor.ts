import type { Grammar, Range } from './ast.ts';
import { tokens, type Token } from './lexer.ts';
import { MappingSyntaxError } from './syntax-error.ts';

/**
 * Brackets around a token plus steps of the paths around it: each is a stack frame or some when the mapping is compiled
 * and run. Deeper than any mapping that a person writes.
 */
const MAX_DEPTH = 256;
/** UTF-16 code units. Nobody writes so much by hand; it bounds what a generated schema can ask of the parser. */
const MAX_LENGTH = 256 * 1024;

/** The parser's place among the tokens. */
export class Cursor {
  readonly grammar: Grammar;
  readonly #tokens: readonly Token[];
  readonly #last: Token;
  #at = 0;
  #depth = 0;

  constructor(text: string, grammar: Grammar) {
    if (text.length > MAX_LENGTH) {
      throw new MappingSyntaxError(`A mapping has at most ${MAX_LENGTH} characters; this one has ${text.length}.`, {
        start: 0,
        end: 0,
      });
    }
    this.grammar = grammar;
    this.#tokens = tokens(text);
    this.#last = { kind: 'end', text: '', start: text.length, end: text.length };
  }

  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    return this.#tokens[this.#at + ahead] ?? this.#last;
  }

  /** Where the last taken token ended. */
  get end(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  next(): Token {
    const { token } = this;
    this.#at++;
    return token;
  }

  is(sign: string): boolean {
    return this.token.kind === 'sign' && this.token.text === sign;
  }

  /** Takes the sign if it stands here. */
  takes(sign: string): boolean {
    if (!this.is(sign)) return false;
    this.#at++;
    return true;
  }

  expect(sign: string, what: string): void {
    if (!this.takes(sign)) this.fail(`expected ${what}`);
  }

  /** A name or a quoted name. */
  key(what: string): string {
    const { token } = this;
    if (token.kind !== 'name' && token.kind !== 'string') this.fail(`expected ${what}`);
    this.#at++;
    return token.text;
  }

  /** Whether `key:` stands here. */
  get atAlias(): boolean {
    const { kind } = this.token;
    const after = this.peek(1);
    return (kind === 'name' || kind === 'string') && after.kind === 'sign' && after.text === ':';
  }

  /** Runs a part that may hold parts of its own kind. */
  nested<T>(parse: () => T): T {
    this.deepen();
    const result = parse();
    this.rise(1);
    return result;
  }

  /** A step of a path is taken: what stands behind it runs inside of it. */
  deepen(): void {
    if (++this.#depth > MAX_DEPTH) this.fail(`this has more than ${MAX_DEPTH} levels and steps within each other`);
  }

  rise(levels: number): void {
    this.#depth -= levels;
  }

  /** Starts again from the first token. */
  restart(): void {
    this.#at = 0;
    this.#depth = 0;
  }

  /** `problem` starts small: what was found here is told before it. */
  fail(problem: string, range: Range = this.token): never {
    const found = this.#tokens.find(({ start }) => start === range.start) ?? this.#last;
    throw new MappingSyntaxError(`Found ${shown(found)}, but ${problem}.`, range);
  }
}

function shown(token: Token): string {
  if (token.kind === 'end') return 'the end';
  if (token.kind === 'string') return `the text ${JSON.stringify(token.text)}`;
  return `\`${token.text}\``;
}
