import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql';
import { bail } from './bail.ts';

/** What graphql-js does with such a value in the ordinary case; all others are serialized. */
const QUICK: ReadonlyMap<GraphQLLeafType, string> = new Map<GraphQLLeafType, string>([
  [GraphQLString, `if (typeof v === 'string') return quoted(v);`],
  [GraphQLID, `if (typeof v === 'string') return quoted(v);`],
  [GraphQLInt, `if (typeof v === 'number' && (v | 0) === v) return '' + v;`],
  [GraphQLFloat, `if (typeof v === 'number' && Number.isFinite(v)) return '' + v;`],
  [GraphQLBoolean, `if (v === true) return 'true'; if (v === false) return 'false';`],
]);

/** Statements that return the text of a leaf. */
export function leafText(type: GraphQLLeafType, reference: string): string {
  const quick = isEnumType(type) ? undefined : QUICK.get(type);
  const other = `return leaf(${reference}, v);`;
  return quick ? `${quick}\n${other}` : other;
}

/** The text of a value that is serialized. */
export function leaf(type: GraphQLLeafType, value: unknown): string {
  if (value instanceof Error) return bail();
  let text: string | undefined;
  try {
    const serialized = type.serialize(value);
    text = serialized === null || serialized === undefined ? undefined : JSON.stringify(serialized);
  } catch {
    return bail();
  }
  return text ?? bail();
}
