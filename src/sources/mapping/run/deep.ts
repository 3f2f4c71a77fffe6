import { isArray, isObject, own, rowClass, typeOf, type Json, type JsonObject } from './json.ts';
import { MAX_DEPTH, spend, type Run, type Site } from './run.ts';

/** Deep equality of JSON; the order of keys does not count. Too deep or too large counts as different. */
export function equal(run: Run, a: Json, b: Json, depth = 0): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (depth > MAX_DEPTH || !spend(run, 1)) return false;
  if (isArray(a)) {
    return isArray(b) && a.length === b.length && a.every((item, i) => equal(run, item, b[i] ?? null, depth + 1));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => {
    const other = own(b, key);
    return other !== undefined && equal(run, own(a, key) ?? null, other, depth + 1);
  });
}

/** Whether a value is small and shallow enough to be written out. */
export function isWritable(run: Run, value: Json, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAX_DEPTH) return false;
  const children = isArray(value) ? value : Object.values(value);
  return spend(run, 1 + children.length) && children.every((child) => isWritable(run, child, depth + 1));
}

const Merged = rowClass();

/** Two values for one place of the output. Neither is changed: both may be parts of the input. */
export function merge(run: Run, site: Site, left: Json, right: Json, depth = 0): Json {
  if (left === null || right === null) return null;
  if (typeof left !== 'object' && typeof right === typeof left) return right;
  if (depth > MAX_DEPTH || !spend(run, 1)) return right;
  if (isArray(left) && isArray(right)) return mergeArrays(run, site, left, right, depth);
  if (isObject(left) && isObject(right)) return mergeObjects(run, site, left, right, depth);
  site.note(run, `two selections give this key: ${typeOf(right)} replaces ${typeOf(left)}`);
  return right;
}

function mergeArrays(run: Run, site: Site, left: readonly Json[], right: readonly Json[], depth: number): Json {
  const longer = left.length > right.length ? left : right;
  return longer.map((item, index) => {
    const a = left[index];
    const b = right[index];
    return a === undefined || b === undefined ? item : merge(run, site, a, b, depth + 1);
  });
}

function mergeObjects(run: Run, site: Site, left: JsonObject, right: JsonObject, depth: number): Json {
  const merged = new Merged();
  for (const key of Object.keys(left)) merged[key] = own(left, key) ?? null;
  for (const key of Object.keys(right)) {
    const before = merged[key];
    const value = own(right, key) ?? null;
    merged[key] = before === undefined ? value : merge(run, site, before, value, depth + 1);
  }
  return merged;
}
