import { typeOf } from '../run/json.ts';
import { argument, simple, type Method } from './method.ts';

const toText: Method = {
  ...simple((run, input, site) => {
    if (input === null) return '';
    if (typeof input === 'object') return site.note(run, `->toString needs a single value, found ${typeOf(input)}`);
    return String(input);
  }),
  emptyParentheses: true,
};

const split: Method = {
  least: 1,
  most: 2,
  bare: false,
  takes: [['string'], ['number']],
  compile: (call) => {
    const give = argument(call, 0);
    const limitOf = argument(call, 1);
    return (run, input, dollar, locals) => {
      const separator = give(run, dollar, input, locals);
      if (typeof input !== 'string' || typeof separator !== 'string') {
        return call.site.note(run, '->split needs a string and a string between');
      }
      const limit = limitOf(run, dollar, input, locals);
      if (limit !== undefined && !(typeof limit === 'number' && Number.isInteger(limit) && limit >= 0)) {
        return call.site.note(run, '->split needs a whole number, 0 or more, of pieces');
      }
      const pieces = separator === '' ? Array.from(input) : input.split(separator);
      return limit === undefined ? pieces : pieces.slice(0, limit);
    };
  },
};

/** Unicode's White_Space; JavaScript's own `trim` also takes U+FEFF and leaves U+0085. */
const BLANK = /\p{White_Space}/u;

const trim = (name: string, atStart: boolean, atEnd: boolean): Method =>
  simple((run, input, site) => {
    if (typeof input !== 'string') return site.note(run, `->${name} needs a string, found ${typeOf(input)}`);
    const start = atStart ? blanksAtStart(input) : 0;
    return input.slice(start, atEnd ? endWithoutBlanks(input, start) : undefined);
  });

function blanksAtStart(text: string): number {
  let start = 0;
  while (start < text.length && BLANK.test(text.charAt(start))) start++;
  return start;
}

/** By hand: `/\s+$/` would look from each blank of a long run to its end. */
function endWithoutBlanks(text: string, start: number): number {
  let end = text.length;
  while (end > start && BLANK.test(text.charAt(end - 1))) end--;
  return end;
}

export const TEXTS = {
  toString: toText,
  split,
  trim: trim('trim', true, true),
  trimStart: trim('trimStart', true, false),
  trimEnd: trim('trimEnd', false, true),
};
