import type { Constants } from '../constants.ts';
import type { Json } from '../../mapping/mapping.ts';
import type { Expression } from '../read/definition.ts';
import { encodeLiteral, encodeValue, plainText, type Refuse } from './encode.ts';
import { joined, refuseFor, textFill, wholeFill, type Fill } from './fill.ts';
import type { Part } from './split-url.ts';

export interface QueryParts {
  readonly base: string;
  readonly source: Expression | undefined;
  readonly template: readonly Part[];
  readonly connect: Expression | undefined;
}

/** The query of a request with its `?`, or nothing. Names may repeat; nothing overrides. */
export function queryFill({ base, source, template, connect }: QueryParts, constants: Constants): Fill<string> {
  const pieces = [
    { constant: base },
    source ? paramsFill(source, constants) : { constant: '' },
    textFill(template, constants, { literal: encodeLiteral, value: encodeValue }),
    connect ? paramsFill(connect, constants) : { constant: '' },
  ].filter(({ constant }) => constant !== '');
  const [first] = pieces;
  if (!first) return { constant: '' };
  // Only a mapping gives nothing at times; what is written in a template has at least its names.
  if (pieces.length === 1 && template.length > 0) return joined([{ constant: '?' }, first]);
  if (pieces.every(({ of }) => !of)) return { constant: `?${pieces.map(({ constant }) => constant).join('&')}` };
  return {
    of: (variables) => {
      let query = '';
      for (const piece of pieces) {
        const text = piece.of ? piece.of(variables) : piece.constant;
        if (text) query += query ? `&${text}` : `?${text}`;
      }
      return query;
    },
  };
}

/** `queryParams`: null leaves a parameter out, a list repeats it. */
function paramsFill(expression: Expression, constants: Constants): Fill<string> {
  const refuse = refuseFor(expression, constants);
  const text = (value: Json | undefined): string => {
    if (value === undefined) return '';
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return refuse('must be an object of query parameters');
    }
    let query = '';
    for (const [name, one] of Object.entries(value)) query += params(encodeValue(name, refuse), one, refuse);
    return query.slice(1);
  };
  return wholeFill(expression, constants, text);
}

function params(name: string, value: Json, refuse: Refuse): string {
  if (value === null) return '';
  const one = (item: Json): string => `&${name}=${encodeValue(plainText(item, refuse), refuse)}`;
  return Array.isArray(value) ? value.map(one).join('') : one(value);
}
