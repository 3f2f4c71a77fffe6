import { isWritable } from '../run/deep.ts';
import { isArray, isObject, rowClass, typeOf, type Json } from '../run/json.ts';
import { MAX_DEPTH, spend, type Run, type Site } from '../run/run.ts';
import { camelCase } from './camel-case.ts';
import { simple } from './method.ts';

const Entry = rowClass();

const entries = simple((run, input, site) => {
  if (!isObject(input)) return site.note(run, `->entries needs an object, found ${typeOf(input)}`);
  return Object.entries(input).map(([key, value]) => {
    const entry = new Entry();
    entry['key'] = key;
    entry['value'] = value;
    return entry;
  });
});

const jsonStringify = simple((run, input, site) =>
  isWritable(run, input)
    ? JSON.stringify(input)
    : site.note(run, '->jsonStringify: the value is too large or too deep'),
);

const jsonParse = simple((run, input, site) => {
  if (typeof input !== 'string') return site.note(run, `->jsonParse needs a string, found ${typeOf(input)}`);
  try {
    const value: Json = JSON.parse(input);
    return value;
  } catch {
    return site.note(run, '->jsonParse: the string is no JSON');
  }
});

const Camel = rowClass();

/** Renames keys; of two that become one the later stands. */
function renamed(run: Run, site: Site, value: Json, isDeep: boolean, depth: number): Json | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return site.note(run, `the value nests deeper than ${MAX_DEPTH} levels`);
  if (isArray(value)) {
    if (!spend(run, value.length)) return undefined;
    return value.map((item) => renamed(run, site, item, isDeep, depth + 1) ?? null);
  }
  const made = new Camel();
  for (const [key, child] of Object.entries(value)) {
    if (!spend(run, 1)) return undefined;
    const name = camelCase(key);
    if (Object.hasOwn(made, name)) site.note(run, 'two keys have the same name in camelCase; the later stands');
    made[name] = isDeep ? (renamed(run, site, child, true, depth + 1) ?? null) : child;
  }
  return made;
}

const keysToCamelCase = simple((run, input, site) =>
  isObject(input)
    ? renamed(run, site, input, false, 0)
    : site.note(run, `->keysToCamelCase needs an object, found ${typeOf(input)}`),
);

const keysToCamelCaseDeep = simple((run, input, site) =>
  isArray(input) || isObject(input)
    ? renamed(run, site, input, true, 0)
    : site.note(run, `->keysToCamelCaseDeep needs an object, found ${typeOf(input)}`),
);

export const OBJECTS = { entries, jsonStringify, jsonParse, keysToCamelCase, keysToCamelCaseDeep };
