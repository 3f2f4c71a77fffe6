import { usesOf, type Json, type JsonObject, type Mapping } from '../../mapping/mapping.ts';
import type { Variables } from '../../mapping/mapping.ts';
import { compileExpression } from '../compile-expression.ts';
import { isConstant, isConstantName, type Constants } from '../constants.ts';
import type { Expression, Template } from '../read/definition.ts';
import { plainText, refusal, type Refuse } from './encode.ts';

/** A value of the request: known from the start, or computed for each. */
export type Fill<T> =
  | { readonly constant: T; readonly of?: never }
  | { readonly constant?: never; readonly of: (variables: Variables) => T };

/** A mapping in a request. `input` is what `$` is there: null in a text; an object that lists of fields are built upon elsewhere. */
export function fillOf(expression: Expression, constants: Constants, input: Json = null): Fill<Json | undefined> {
  const { mapping } = expression;
  const direct = directPath(mapping);
  if (direct) return { of: direct };
  const run = compileExpression(expression, constants.note);
  const of = (variables: Variables): Json | undefined => run(input, variables);
  return isConstant(mapping) ? { constant: of(constants) } : { of };
}

/** A mapping that gives a whole part of a request. */
export function wholeFill<T>(
  expression: Expression,
  constants: Constants,
  text: (value: Json | undefined) => T,
): Fill<T> {
  const fill = fillOf(expression, constants, {});
  const { of } = fill;
  return of ? { of: (variables) => text(of(variables)) } : { constant: text(fill.constant) };
}

/** `$args.id` and `$this.id`, which most templates are made of, without the mapping's machinery. */
function directPath({ body }: Mapping): ((variables: Variables) => Json | undefined) | undefined {
  if (body.kind !== 'path' || body.root.kind !== 'variable') return undefined;
  const [step, more] = body.steps;
  const { name } = body.root;
  if (step?.kind !== 'key' || more || (name !== '$args' && name !== '$this')) return undefined;
  const { key } = step;
  return (variables) => {
    const from = variables[name];
    if (typeof from !== 'object' || from === null || Array.isArray(from)) return undefined;
    return Object.hasOwn(from, key) ? (from as JsonObject)[key] : undefined;
  };
}

/** How a client is told of a value that does not fit. */
export function refuseFor({ mapping }: Expression, { source }: Constants): Refuse {
  const uses = usesOf(mapping).filter(({ variable }) => !isConstantName(variable));
  const isClients = uses.some(({ variable }) => variable === '$args' || variable === '$request');
  return refusal(uses.at(-1)?.path.at(-1) ?? uses.at(-1)?.variable.slice(1) ?? 'a constant', isClients, source);
}

/** A text put together of literals and values, each encoded for the place. */
export function textFill(
  parts: Template['parts'],
  constants: Constants,
  encode: { readonly literal: (text: string) => string; readonly value: (text: string, refuse: Refuse) => string },
): Fill<string> {
  const fills = parts.map((part): Fill<string> => {
    if (typeof part === 'string') return { constant: encode.literal(part) };
    const refuse = refuseFor(part, constants);
    const text = (value: Json | undefined): string => encode.value(plainText(value, refuse), refuse);
    const fill = fillOf(part, constants);
    const { of } = fill;
    return of ? { of: (variables) => text(of(variables)) } : { constant: text(fill.constant) };
  });
  return joined(fills);
}

/** Neighbours that are constant become one. */
export function joined(fills: readonly Fill<string>[]): Fill<string> {
  const merged: Fill<string>[] = [];
  for (const fill of fills) {
    const last = merged.at(-1);
    if (last?.constant !== undefined && fill.constant !== undefined) {
      merged[merged.length - 1] = { constant: last.constant + fill.constant };
    } else if (fill.constant !== '') merged.push(fill);
  }
  const [first, second, third] = merged;
  if (!first) return { constant: '' };
  if (!second) return first;
  if (!third && first.constant !== undefined && second.constant === undefined) {
    const { constant } = first;
    return { of: (variables) => constant + second.of(variables) };
  }
  return {
    of: (variables) => {
      let text = '';
      for (const one of merged) text += one.constant ?? one.of(variables);
      return text;
    },
  };
}
