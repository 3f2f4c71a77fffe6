import type { Continue, Evaluate, Site } from '../run/run.ts';
import type { MethodStep, Value } from '../syntax/ast.ts';
import { COMPARISONS } from './comparisons.ts';
import { LISTS } from './lists.ts';
import { fits, type Method } from './method.ts';
import { NUMBERS } from './numbers.ts';
import { OBJECTS } from './objects.ts';
import { TEXTS } from './texts.ts';

/** `->as` binds a name for the rest of its path, which the compiler of paths does; here it is for the checks. */
const as: Method = { least: 1, most: 2, bare: false, compile: () => (_run, input) => input };

/** The 39 public methods, whatever the connect version. */
export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>(
  Object.entries({ as, ...LISTS, ...OBJECTS, ...COMPARISONS, ...NUMBERS, ...TEXTS }),
);

/** An unknown method and one with the wrong arguments give nothing, as they do in Apollo's router. */
export function compileMethod(
  { name, args }: MethodStep,
  compile: (argument: Value) => Evaluate,
  site: Site,
): Continue {
  const method = METHODS.get(name);
  if (!method) return (run) => site.note(run, `there is no method ->${name}`);
  if (!fits(method, args)) return (run) => site.note(run, `->${name} takes ${arity(method)}`);
  return method.compile({ args: args ?? [], compile, site });
}

/** What a method takes, for messages. */
export function arity({ least, most, bare }: Method): string {
  if (most === 0) return 'no arguments and no parentheses';
  const count = most === Infinity ? `${least} or more arguments` : range(least, most);
  return bare ? `${count}, or no parentheses` : count;
}

function range(least: number, most: number): string {
  const counts = least === most ? String(most) : `${Math.max(least, 1)} to ${most}`;
  const text = least === 0 && most === 1 ? '1' : counts;
  return `${text} ${text === '1' ? 'argument' : 'arguments'}`;
}
