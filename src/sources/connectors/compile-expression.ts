import { compileMapping, type Json, type Position, type Variables } from '../mapping/mapping.ts';
import type { Expression } from './read/definition.ts';
import type { Text } from './read/text.ts';

/** Something that did not go as a mapping says: a value of the wrong type, a key that is not there. It names no values. */
interface MappingProblem extends Position {
  /** Of the connector, such as `Query.books[0]`. */
  readonly coordinate: string;
  /** Where in the mapping's input: `$.rows.p->first`. */
  readonly path: string;
  readonly message: string;
}

export type TellProblem = (problem: MappingProblem) => void;

/** What a connector's mappings tell their problems to: each is passed on once. */
export type NoteProblem = (
  text: Text,
  problem: { readonly start: number; readonly path: string; readonly message: string },
) => void;

export function notedOnce(coordinate: string, tell: TellProblem): NoteProblem {
  const told = new Map<Text, Set<string>>();
  return (text, { start, path, message }) => {
    const ofText = told.get(text) ?? new Set();
    told.set(text, ofText);
    const id = `${start} ${message}`;
    if (ofText.has(id)) return;
    ofText.add(id);
    tell({ ...text.at(start), coordinate, path, message });
  };
}

/** A mapping of the schema made runnable. */
export function compileExpression(
  { text, mapping }: Expression,
  note: NoteProblem | undefined,
): (input: Json, variables: Variables) => Json | undefined {
  const run = compileMapping(mapping);
  if (!note) return (input, variables) => run(input, variables).value;
  return (input, variables) => {
    const { value, problems } = run(input, variables);
    for (const problem of problems) note(text, problem);
    return value;
  };
}
