/** A value as JSON knows it. What is absent ("missing") is `undefined`, never `null`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

export const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object';
}

/** Whether plain objects have the name without having the key, so that reading it needs a look first. */
export const isInherited = (key: string): boolean => key in Object.prototype;

export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** An object being made. */
export interface Row {
  [key: string]: Json;
}

/**
 * A class whose instances inherit nothing, so that `__proto__`, `constructor` and their like are keys as any other. Unlike
 * `Object.create(null)`, which V8 keeps as a hash table, instances of one class share a hidden class: each place that
 * makes objects of one form takes a class of its own.
 */
export function rowClass(): new () => Row {
  class OwnRow implements Row {
    [key: string]: Json;
  }
  Object.setPrototypeOf(OwnRow.prototype, null);
  Reflect.deleteProperty(OwnRow.prototype, 'constructor');
  return OwnRow;
}
