import type { Range } from './ast.ts';

/** What does not follow the grammar, and where in the mapping's text. The only error that parsing throws. */
export class MappingSyntaxError extends Error {
  readonly start: number;
  readonly end: number;

  constructor(message: string, { start, end }: Range) {
    super(message);
    this.name = 'MappingSyntaxError';
    this.start = start;
    this.end = end;
  }
}
