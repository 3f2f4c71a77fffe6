import { expect, test } from 'vitest';
import {
  compileMapping,
  parseMapping,
  type Grammar,
  type Json,
  type Variables,
} from '../../../src/sources/mapping/mapping.ts';

/** Stands for a value that is missing, which is not null. */
export const MISSING = Symbol('missing');

export interface Case {
  readonly mapping: string;
  readonly input: Json;
  readonly gives: Json | typeof MISSING;
  /** How many problems are noted, counted once for each element. */
  readonly problems?: number;
  readonly variables?: Variables;
  readonly grammar?: Grammar;
}

/** One line of a table: a mapping, an input, what comes out, and how many problems are noted. */
export const line = (mapping: string, input: Json, gives: Case['gives'], problems = 0): Case => ({
  mapping,
  input,
  gives,
  problems,
});

export const v4 = (one: Case): Case => ({ ...one, grammar: 'v0.4' });

export const given = (one: Case, variables: Variables): Case => ({ ...one, variables });

/** A test for each line, named after the section of the reference that demands it. */
export function conform(section: string, lines: readonly Case[]): void {
  test.each(lines.map((one) => [`${section}: ${one.mapping} on ${JSON.stringify(one.input)}`, one] as const))(
    '%s',
    (_name, { mapping, input, gives, problems = 0, variables = {}, grammar = 'v0.3' }) => {
      const outcome = compileMapping(parseMapping(mapping, grammar))(input, variables);
      // The order of keys counts too: the text of JSON has it, `toEqual` has not.
      expect(outcome.value === undefined ? MISSING : JSON.stringify(outcome.value)).toBe(
        gives === MISSING ? MISSING : JSON.stringify(gives),
      );
      const count = outcome.problems.reduce((sum, problem) => sum + problem.count, 0);
      expect(count, JSON.stringify(outcome.problems)).toBe(problems);
    },
  );
}
