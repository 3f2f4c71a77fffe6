import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import { overLimit } from '../../errors/over-limit.ts';
import type { LimitsConfig } from './config.ts';

/** Brackets within brackets. The parser calls itself for each, and the stack ends at some 3,000. */
const DEEPEST = 500;

/** Reads a text's tokens until one is too many: what is refused here is neither parsed nor kept. */
export function refusalOfText(text: string, most: LimitsConfig): GatewayError | null {
  if (text.length > most.sourceLength) return overLimit('sourceLength', most.sourceLength);
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  let directives = 0;
  let depth = 0;
  try {
    for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
      if (++tokens > most.tokens) return overLimit('tokens', most.tokens);
      if (kind === TokenKind.AT && ++directives > most.directives) return overLimit('directives', most.directives);
      if (OPENING.has(kind) && ++depth > DEEPEST) return tooDeep();
      if (CLOSING.has(kind)) depth--;
    }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // What is no token is for the parser to tell of, with its place.
  }
  return null;
}

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

const tooDeep = (): GatewayError =>
  new GatewayError('The document is nested too deeply to be read.', { code: 'GRAPHQL_PARSE_FAILED' });
