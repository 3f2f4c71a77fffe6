import { typeOf, type Json } from '../run/json.ts';
import { argument, type Method } from './method.ts';

/** Folds from the left over all arguments. What is no finite number in the end is no JSON, and missing. */
const fold = (name: string, step: (left: number, right: number) => number): Method => ({
  least: 1,
  most: Infinity,
  bare: false,
  takes: [['number']],
  compile: ({ args, compile, site }) => {
    const values = args.map(compile);
    return (run, input, dollar, locals) => {
      if (typeof input !== 'number') return site.note(run, `->${name} needs a number, found ${typeOf(input)}`);
      let result = input;
      for (const give of values) {
        const value = give(run, dollar, input, locals);
        if (typeof value !== 'number') {
          return site.note(run, `->${name} needs numbers, found ${value === undefined ? 'nothing' : typeOf(value)}`);
        }
        result = step(result, value);
      }
      // Plus 0, because JSON has no -0.
      return Number.isFinite(result) ? result + 0 : site.note(run, `->${name} gives no finite number`);
    };
  },
});

const parseInteger: Method = {
  least: 0,
  most: 1,
  bare: true,
  takes: [['number']],
  compile: (call) => {
    const { site } = call;
    const base = call.args.length === 0 ? () => 10 : argument(call, 0);
    return (run, input, dollar, locals) => {
      const radix = base(run, dollar, input, locals);
      if (typeof radix !== 'number' || !Number.isInteger(radix) || radix < 2 || radix > 36) {
        return site.note(run, '->parseInt needs a base from 2 to 36');
      }
      const found = typeof input === 'number' ? Math.trunc(input) + 0 : integerOf(input, radix);
      return found ?? site.note(run, `->parseInt finds no whole number of base ${radix} in this ${typeOf(input)}`);
    };
  },
};

/** Digits of the base with at most a sign before them; beyond 2^53 a number would not be the one that was written. */
function integerOf(input: Json, radix: number): number | undefined {
  if (typeof input !== 'string') return undefined;
  const digits = /^[+-]/.test(input) ? input.slice(1) : input;
  if (!/^[0-9a-z]+$/i.test(digits)) return undefined;
  for (const digit of digits) if (Number.isNaN(Number.parseInt(digit, radix))) return undefined;
  const value = Number.parseInt(digits, radix);
  if (!Number.isSafeInteger(value)) return undefined;
  return input.startsWith('-') ? 0 - value : value;
}

export const NUMBERS = {
  add: fold('add', (left, right) => left + right),
  sub: fold('sub', (left, right) => left - right),
  mul: fold('mul', (left, right) => left * right),
  div: fold('div', (left, right) => left / right),
  mod: fold('mod', (left, right) => left % right),
  parseInt: parseInteger,
};
