import { getLocation, type ASTNode, type StringValueNode } from 'graphql';
import { positionsIn, type Position } from '../../mapping/mapping.ts';

/** A string of the schema that knows where each of its characters stands in the file. */
export interface Text {
  readonly value: string;
  readonly at: (offset: number) => Position;
}

export function textOf(node: StringValueNode): Text {
  const { loc, value, block = false } = node;
  if (!loc) return { value, at: () => positionOf(node) };
  const at = positionsIn({ file: loc.source.name, text: loc.source.body, start: loc.start, block });
  return { value, at };
}

/** Where a node begins. Schemas are read from files, so only what a plugin made by hand has no place. */
export function positionOf({ loc }: ASTNode): Position {
  if (!loc) return { file: 'schema', line: 1, column: 1 };
  return { file: loc.source.name, ...getLocation(loc.source, loc.start) };
}

/** A part of a text, from `start` on. */
export function partOf(text: Text, start: number, end: number): Text {
  return { value: text.value.slice(start, end), at: (offset) => text.at(start + offset) };
}
