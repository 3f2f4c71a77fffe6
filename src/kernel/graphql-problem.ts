import type { GraphQLError } from 'graphql';
import type { Problem } from './problem.ts';

/** A graphql-js error as a problem in the file that its position names. */
export function graphqlProblem(error: GraphQLError, fallbackFile: string, hint = ''): Problem {
  const { message, source, locations, nodes } = error;
  const file = nodes?.[0]?.loc?.source.name ?? source?.name ?? fallbackFile;
  const [location] = locations ?? [];
  return {
    file,
    ...(location && { line: location.line, column: location.column }),
    message: hint ? `${message} ${hint}` : message,
  };
}
