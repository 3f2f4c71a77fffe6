import { RE2JS } from 're2js';
import type { Constraint } from '../../kernel/documents/constraint-of.ts';
import { formats } from './formats.ts';

/** What is wrong with one value, as the end of a sentence; `undefined` for one that is taken. */
export type ValueCheck = (value: unknown) => string | undefined;

type Rule = readonly [broken: (value: unknown) => boolean, words: string];

/** Makes the check of a constraint that {@link checkConstraints} has nothing against. */
export function valueCheck(constraint: Constraint): ValueCheck {
  const rules = rulesOf(constraint);
  return (value) => rules.find(([broken]) => broken(value))?.[1];
}

function rulesOf({ min, max, minLength, maxLength, pattern, format }: Constraint): readonly Rule[] {
  const rules: Rule[] = [];
  if (min !== undefined) rules.push([ofNumber((value) => value < min), `must be at least ${min}`]);
  if (max !== undefined) rules.push([ofNumber((value) => value > max), `must be at most ${max}`]);
  if (minLength !== undefined)
    rules.push([ofText((text) => isShorter(text, minLength)), `must have at least ${minLength} characters`]);
  if (maxLength !== undefined)
    rules.push([ofText((text) => !isShorter(text, maxLength + 1)), `must have at most ${maxLength} characters`]);
  const isOfFormat = format === undefined ? undefined : formats[format];
  if (isOfFormat) rules.push([ofText((text) => !isOfFormat(text)), `must be of the format ${format}`]);
  if (pattern !== undefined) {
    const compiled = RE2JS.compile(pattern);
    rules.push([ofText((text) => !compiled.test(text)), `must match ${pattern}`]);
  }
  return rules;
}

const ofNumber =
  (broken: (value: number) => boolean): Rule[0] =>
  (value) =>
    typeof value === 'number' && broken(value);

const ofText =
  (broken: (text: string) => boolean): Rule[0] =>
  (value) =>
    typeof value === 'string' && broken(value);

/** In code points, of which one takes one or two units; a long text is counted only where it might be short enough. */
function isShorter(text: string, length: number): boolean {
  if (text.length < length) return true;
  if (text.length >= 2 * length) return false;
  let points = 0;
  for (const _ of text) if (++points >= length) return false;
  return true;
}
