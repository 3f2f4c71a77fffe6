import { type ASTNode, getLocation, type GraphQLError } from 'graphql';

/** Where something was written. */
export interface Place {
  readonly file: string;
  /** 1-based; left out when the whole file is meant. */
  readonly line?: number;
  readonly column?: number;
}

/** Something wrong in a file that a person wrote, at the place where to mend it. */
export interface Problem extends Place {
  /** What is wrong and how to mend it. */
  readonly message: string;
}

/**
 * Something found in a file. An `error` keeps the graph from running. It runs with a `warning`, which a stricter reader
 * would refuse, and with a `note`, which nobody would.
 */
export interface Finding extends Problem {
  readonly severity: 'error' | 'warning' | 'note';
}

/** Thrown with everything that is wrong at once, so that one run shows all. */
export class ProblemsError extends Error {
  readonly problems: readonly Problem[];

  constructor(summary: string, problems: readonly Problem[]) {
    super([summary, ...problems.map((problem) => `  ${describeProblem(problem)}`)].join('\n'));
    this.name = 'ProblemsError';
    this.problems = problems;
  }
}

/** `file:line:column`, the form that editors and terminals make clickable. */
export const placeText = ({ file, line, column }: Place): string =>
  [file, line, column].filter((part) => part !== undefined).join(':');

/** `file:line:column: message` */
export const describeProblem = (problem: Problem): string => `${placeText(problem)}: ${problem.message}`;

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

/** Where a node stands in its file. */
export function placeOf({ loc }: ASTNode): Place {
  return loc ? { file: loc.source.name, ...getLocation(loc.source, loc.start) } : { file: 'unknown' };
}
