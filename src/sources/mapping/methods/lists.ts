import { isArray, isObject, own, typeOf, type Json } from '../run/json.ts';
import { spend, type Continue, type Run, type Site } from '../run/run.ts';
import { argument, simple, type Method } from './method.ts';

const map: Method = {
  least: 1,
  most: 1,
  bare: false,
  compile: (call) => {
    const give = argument(call, 0);
    return (run, input, dollar, locals) => {
      if (!isArray(input)) {
        const only = give(run, dollar, input, locals);
        return only === undefined ? undefined : [only];
      }
      if (!spend(run, input.length)) return undefined;
      return input.map((element) => give(run, dollar, element, locals) ?? null);
    };
  },
};

/** Any condition that is not a boolean makes the whole result missing: better nothing than a list that is wrong. */
const filter: Method = {
  least: 1,
  most: 1,
  bare: false,
  takes: [['boolean']],
  compile: (call) => {
    const keeps = argument(call, 0);
    return (run, input, dollar, locals) => {
      const elements = isArray(input) ? input : [input];
      if (!spend(run, elements.length)) return undefined;
      const kept: Json[] = [];
      for (const element of elements) {
        const keep = keeps(run, dollar, element, locals);
        if (typeof keep !== 'boolean') return notBoolean(run, call.site, keep, '->filter');
        if (keep) kept.push(element);
      }
      return kept;
    };
  },
};

const find: Method = {
  least: 1,
  most: 1,
  bare: false,
  takes: [['boolean']],
  compile: (call) => {
    const is = argument(call, 0);
    return (run, input, dollar, locals) => {
      const elements = isArray(input) ? input : [input];
      if (!spend(run, elements.length)) return undefined;
      for (const element of elements) {
        const found = is(run, dollar, element, locals);
        if (typeof found !== 'boolean') return notBoolean(run, call.site, found, '->find');
        if (found) return element;
      }
      return undefined;
    };
  },
};

function notBoolean(run: Run, site: Site, found: Json | undefined, name: string): undefined {
  return site.note(run, `${name} needs true or false of its condition, found ${typeText(found)}`);
}

const typeText = (value: Json | undefined): string => (value === undefined ? 'nothing' : typeOf(value));

/** The first or last element or character. What is neither list nor text is its own first and last. */
const end = (name: string, ofText: (text: string) => string | undefined, index: 0 | -1): Method =>
  simple((run, input, site) => {
    if (isArray(input)) return input.at(index);
    if (typeof input === 'string') return ofText(input);
    site.note(run, `->${name} needs an array or a string, found ${typeOf(input)}`);
    return input;
  });

const first = end('first', (text) => firstCharacter(text), 0);
const last = end('last', (text) => lastCharacter(text), -1);

function firstCharacter(text: string): string | undefined {
  const [character] = text;
  return character;
}

/** A character is a code point: two code units at the end may be one. */
function lastCharacter(text: string): string | undefined {
  const pair = text.slice(-2);
  return firstCharacter(pair) === pair ? pair : firstCharacter(text.slice(-1));
}

const slice: Method = {
  least: 0,
  most: 2,
  bare: true,
  takes: [['number']],
  compile: (call): Continue => {
    const from = argument(call, 0);
    const to = argument(call, 1);
    if (call.args.length === 0) return (_run, input) => input;
    return (run, input, dollar, locals) => {
      const items = typeof input === 'string' ? Array.from(input) : input;
      if (!isArray(items)) {
        return call.site.note(run, `->slice needs an array or a string, found ${typeOf(input)}`);
      }
      const start = bound(from(run, dollar, input, locals), items.length, 0);
      const stop = bound(to(run, dollar, input, locals), items.length, items.length);
      const part = items.slice(start, stop);
      return typeof input === 'string' ? part.join('') : part;
    };
  },
};

function bound(value: Json | undefined, length: number, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) ? Math.min(Math.max(value, 0), length) : otherwise;
}

const get: Method = {
  least: 1,
  most: 1,
  bare: false,
  takes: [['number', 'string']],
  compile: (call) => {
    const give = argument(call, 0);
    return (run, input, dollar, locals) => {
      const index = give(run, dollar, input, locals);
      const found = index === undefined ? undefined : itemOf(input, index);
      return found === undefined
        ? call.site.note(run, `->get found nothing: ${typeOf(input)}, ${typeText(index)}`)
        : found;
    };
  },
};

function itemOf(input: Json, index: Json): Json | undefined {
  if (typeof index === 'string') return isObject(input) ? own(input, index) : undefined;
  if (typeof index !== 'number' || !Number.isInteger(index)) return undefined;
  if (isArray(input)) return input.at(index);
  return typeof input === 'string' ? Array.from(input).at(index) : undefined;
}

const size = simple((run, input, site) => {
  if (isArray(input)) return input.length;
  if (isObject(input)) return Object.keys(input).length;
  if (typeof input === 'string') return characters(input);
  return site.note(run, `->size needs an array, a string or an object, found ${typeOf(input)}`);
});

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** Counted as code points: an emoji is 1. */
function characters(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    if (!isHigh(text.charCodeAt(i)) || !isLow(text.charCodeAt(i + 1))) continue;
    count--;
    i++;
  }
  return count;
}

const joinNotNull: Method = {
  least: 1,
  most: 1,
  bare: false,
  takes: [['string']],
  compile: (call) => {
    const give = argument(call, 0);
    return (run, input, dollar, locals) => {
      const separator = give(run, dollar, input, locals);
      if (typeof separator !== 'string') {
        return call.site.note(run, `->joinNotNull needs a string between, found ${typeText(separator)}`);
      }
      const items = isArray(input) ? input : [input];
      const wrong = items.find((item) => typeof item === 'object' && item !== null);
      if (wrong) return call.site.note(run, `->joinNotNull needs texts and numbers, found ${typeOf(wrong)}`);
      return items.filter((item) => item !== null).join(separator);
    };
  },
};

const echo: Method = {
  least: 1,
  most: 1,
  bare: false,
  compile: (call) => {
    const give = argument(call, 0);
    return (run, input, dollar, locals) => give(run, dollar, input, locals);
  },
};

export const LISTS = { echo, map, filter, find, first, last, slice, get, size, joinNotNull };
