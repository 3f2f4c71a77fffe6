import type { Row } from './json.ts';
import type { Evaluate } from './run.ts';

/** One key of an object being made. */
export interface PlainField {
  readonly name: string;
  readonly value: Evaluate;
  /** The key of `$` that it is, if it is nothing more. */
  readonly key: string | undefined;
}

/**
 * Makes an object of a mapping's own fields as code by hand would, each read and write in its own place of the text: V8 keeps
 * what it learns of objects by that place. `undefined` where code from strings is forbidden
 * (`--disallow-code-generation-from-strings`).
 */
export function unrolled(fields: readonly PlainField[], OwnRow: new () => Row): Evaluate | undefined {
  const lines = fields.map(({ name, key }, index) => {
    const given = `v${index}(run, dollar, at, locals)`;
    const read = key === undefined ? `x = ${given};` : `x = dollar[${quoted(key)}]; if (x === undefined) x = ${given};`;
    return `${read} if (x !== undefined) { made[${quoted(name)}] = x; isEmpty = false; }`;
  });
  const text = `'use strict';
    const [${fields.map((_, index) => `v${index}`).join(', ')}] = values;
    return (run, dollar, at, locals) => {
      const made = new OwnRow();
      let isEmpty = true, x;
      ${lines.join('\n')}
      return isEmpty ? undefined : made;
    };`;
  try {
    // Nothing of the schema's stands in it but keys as JSON, and nothing of a client's.
    // oxlint-disable-next-line no-implied-eval
    const make = new Function('values', 'OwnRow', text) as (
      values: readonly Evaluate[],
      ownRow: new () => Row,
    ) => Evaluate;
    const values = fields.map(({ value }) => value);
    return make(values, OwnRow);
  } catch (thrown) {
    if (thrown instanceof EvalError) return undefined;
    throw thrown;
  }
}

const quoted = JSON.stringify;
