import { type DocumentNode, Kind, Lexer, parse, Source, TokenKind } from 'graphql';

/**
 * Parses the text of a file, which may hold comments alone: for GraphQL that is no document, for people a file that says
 * nothing yet. @param name what problems call it @throws GraphQLError
 */
export function parseFile(text: string, name: string): DocumentNode {
  const source = new Source(text, name);
  return saysNothing(source) ? { kind: Kind.DOCUMENT, definitions: [] } : parse(source);
}

const saysNothing = (source: Source): boolean => new Lexer(source).advance().kind === TokenKind.EOF;
