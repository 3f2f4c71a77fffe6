import type { Body, Item } from '../syntax/ast.ts';
import { merge } from './deep.ts';
import { isArray, isInherited, isObject, rowClass, typeOf, type Json, type Row } from './json.ts';
import { MAX_DEPTH, spend, type Evaluate, type Locals, type Run, type Site } from './run.ts';
import { type PlainField, unrolled } from './unrolled.ts';

/** Applied to one value. */
export type OnValue = (run: Run, value: Json, locals: Locals | undefined) => Json | undefined;

/** Applies to each element of an array, of nested ones too; a missing result is null there. */
export function eachOf(site: Site, one: OnValue): OnValue {
  const all = (run: Run, array: readonly Json[], locals: Locals | undefined, depth: number): Json | undefined => {
    if (depth > MAX_DEPTH) return site.note(run, `arrays nest deeper than ${MAX_DEPTH} levels`);
    if (!spend(run, array.length)) return undefined;
    const results: Json[] = [];
    for (const element of array) {
      const result = isArray(element) ? all(run, element, locals, depth + 1) : one(run, element, locals);
      results.push(result === undefined ? null : result);
    }
    return results;
  };
  return (run, value, locals) => (isArray(value) ? all(run, value, locals, 0) : one(run, value, locals));
}

/** What an object without keys is made of. */
const EmptyRow = rowClass();

export const emptyObject = (): Row => new EmptyRow();

/** `{ … }` applied to a value, which becomes `$` and `@` inside. */
export function blockOf(body: Body, site: Site, compile: (value: Item['value']) => Evaluate): OnValue {
  if (body.kind !== 'fields') {
    const value = compile(body);
    return eachOf(site, (run, dollar, locals) => value(run, dollar, dollar, locals));
  }
  const build = objectOf(body.items, site, compile);
  return eachOf(site, (run, value, locals) => {
    const made = build(run, value, value, locals);
    if (made !== undefined) return made;
    // Nothing was produced: an object maps to an empty one, anything else stays itself.
    return isObject(value) ? emptyObject() : value;
  });
}

/** The object that selections make; missing when none of them has a value, null when an inlined null wiped it. */
export function objectOf(items: readonly Item[], site: Site, compile: (value: Item['value']) => Evaluate): Evaluate {
  const names = items.flatMap((item) => (item.kind === 'field' ? [item.name] : []));
  const values = items.map(({ value }) => compile(value));
  if (names.length < items.length || new Set(names).size < names.length) return mergedObject(items, values, site);
  return plainObject(
    items.flatMap((item, index) => {
      const value = values[index];
      return value && item.kind === 'field' ? [{ name: item.name, value, key: plainKey(item.value) }] : [];
    }),
  );
}

/** After so many objects a mapping is worth code of its own. */
const OFTEN = 1_000;

function plainObject(fields: readonly PlainField[]): Evaluate {
  const OwnRow = rowClass();
  let count = 0;
  let quick: Evaluate | undefined;
  return (run, dollar, at, locals) => {
    if (++count === OFTEN) quick = unrolled(fields, OwnRow);
    if (quick && isObject(dollar)) return quick(run, dollar, at, locals);
    const made: Row = new OwnRow();
    let isEmpty = true;
    for (const { name, value } of fields) {
      const result = value(run, dollar, at, locals);
      if (result === undefined) continue;
      made[name] = result;
      isEmpty = false;
    }
    return isEmpty ? undefined : made;
  };
}

function plainKey(value: Item['value']): string | undefined {
  if (value.kind !== 'path' || value.root.kind !== 'key' || value.steps.length > 0) return undefined;
  return isInherited(value.root.key) ? undefined : value.root.key;
}

/** With inlined objects or repeated keys. Once an inlined null has wiped the object, nothing brings it back. */
function mergedObject(items: readonly Item[], values: readonly Evaluate[], site: Site): Evaluate {
  const OwnRow = rowClass();
  return (run, dollar, at, locals) => {
    let made: Row | undefined;
    let isWiped = false;
    const put = (name: string, value: Json): void => {
      made ??= new OwnRow();
      const before = made[name];
      made[name] = before === undefined ? value : merge(run, site, before, value);
    };
    items.forEach((item, index) => {
      const value = values[index]?.(run, dollar, at, locals);
      if (item.kind === 'field') {
        if (value !== undefined) put(item.name, value);
        return;
      }
      if (value === null) isWiped = true;
      else if (value !== undefined && isObject(value)) for (const [key, one] of Object.entries(value)) put(key, one);
      else
        site.note(
          run,
          `expected an object to take keys from, found ${value === undefined ? 'nothing' : typeOf(value)}`,
        );
    });
    return isWiped ? null : made;
  };
}
