import type { Json } from './json.ts';

interface Slots {
  [key: string]: Json | undefined;
}

/** Copies four keys of one object to four of another; false, and nothing is copied, when one of them is not there. */
export type Copy = (from: Readonly<Slots>, to: Slots) => boolean;

export type Four = readonly [string, string, string, string];

const taken = new Map<string, Copy>();

/** The copy of four keys, as long as there is one left. */
export function copyOf(keys: Four, names: Four): Copy | undefined {
  const id = JSON.stringify([keys, names]);
  const copy = taken.get(id) ?? COPIES[taken.size]?.(keys, names);
  if (copy) taken.set(id, copy);
  return copy;
}

/**
 * The same function again and again, because V8 keeps its inline caches by the place in the text: one that serves a single
 * set of keys reads and writes them as code by hand does, one that serves several looks each key up each time. `new
 * Function` would be one line of text for as many as are wanted, but the gateway runs where code from strings is forbidden.
 * 10,000 objects of 10 keys take 1.3 ms with copies, 6 without, 0.45 by hand.
 */
const COPIES: readonly ((keys: Four, names: Four) => Copy)[] = [
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
  ([a, b, c, d], [w, x, y, z]) =>
    (from, to) => {
      if (from[a] === undefined || from[b] === undefined || from[c] === undefined || from[d] === undefined)
        return false;
      to[w] = from[a];
      to[x] = from[b];
      to[y] = from[c];
      to[z] = from[d];
      return true;
    },
];
