import { didYouMean } from '../../kernel/problems/nearest.ts';
import { usesOf } from './analysis/uses.ts';
import { walkBody } from './analysis/walk.ts';
import { fits, type Method } from './methods/method.ts';
import { arity, METHODS } from './methods/methods.ts';
import { typeOf, type JsonType } from './run/json.ts';
import { boundName } from './run/path.ts';
import { VARIABLES } from './run/run.ts';
import type { Body, Grammar, Item, Mapping, MethodStep, Range, Value } from './syntax/ast.ts';

/** What a mapping may use where it stands. */
export interface Place {
  /** The variables that have a value there, with their `$`. */
  readonly variables: readonly string[];
  /** Whether there is an input, such as a response body, that `$`, `@` and keys at the top can read. */
  readonly readsInput: boolean;
}

/**
 * Something that parses and yet cannot be meant. Only `reads-property` may be right as it is; the router runs mappings with
 * any of them, giving a null where they stand.
 */
export interface Finding extends Range {
  readonly kind:
    | 'empty'
    | 'unknown-method'
    | 'method-arguments'
    | 'unknown-variable'
    | 'variable-not-here'
    | 'reads-input'
    | 'reads-property';
  readonly message: string;
}

/** All that can be said against a mapping without running it, in the order of the text. */
export function checkMapping(mapping: Mapping, place: Place): readonly Finding[] {
  const findings: Finding[] = [];
  if (mapping.body.kind === 'fields' && mapping.body.items.length === 0) {
    findings.push({ kind: 'empty', message: 'This mapping is empty: it selects nothing.', ...rangeOf(mapping.body) });
  }
  walkBody(mapping.body, {
    method: (step) => findings.push(...methodFindings(step)),
    variable: (root, bound) => findings.push(...variableFindings(root.name, bound, place, root)),
    body: (body) => findings.push(...lookalikes(body, mapping.grammar)),
  });
  if (!place.readsInput) findings.push(...inputFindings(mapping));
  return findings.sort((a, b) => a.start - b.start);
}

const rangeOf = ({ start, end }: Range): Range => ({ start, end });

function methodFindings(step: MethodStep): readonly Finding[] {
  const method = METHODS.get(step.name);
  const at = rangeOf(step);
  if (!method) {
    const hint = didYouMean(step.name, [...METHODS.keys()]);
    return [{ kind: 'unknown-method', message: `There is no method ->${step.name}.${hint}`, ...at }];
  }
  if (!fits(method, step.args)) {
    const found = step.args ? `${step.args.length} in parentheses` : 'none';
    const message = `->${step.name} takes ${arity(method)}; found ${found}.`;
    return [{ kind: 'method-arguments', message, ...at }];
  }
  if (step.name === 'as' && boundName(step) === undefined) {
    const message = '->as takes the name of a variable first, as in `->as($item)`.';
    return [{ kind: 'method-arguments', message, ...at }];
  }
  return (step.args ?? []).flatMap((arg, index) => argumentFindings(step.name, method, arg, index));
}

function argumentFindings(name: string, { takes }: Method, arg: Value, index: number): readonly Finding[] {
  const types = takes?.[Math.min(index, takes.length - 1)];
  const found = staticType(arg);
  const wrong = (message: string): Finding[] => [{ kind: 'method-arguments', message, ...rangeOf(arg) }];
  if (name === 'match' && !(arg.kind === 'array' && arg.items.length === 2)) {
    return wrong('->match takes pairs `[candidate, value]`; anything else is passed over. `[@, value]` fits always.');
  }
  if (!types || !found || types.includes(found)) return [];
  return wrong(`->${name} needs ${types.join(' or ')} here, found ${found}.`);
}

/** The type of a value whose text tells it. */
function staticType(value: Value): JsonType | undefined {
  if (value.kind === 'literal') return typeOf(value.value);
  if (value.kind === 'array') return 'array';
  if (value.kind === 'object') return value.body.kind === 'fields' ? 'object' : undefined;
  if (value.kind === 'chain' || value.steps.length > 0 || value.root.kind !== 'expression') return undefined;
  return staticType(value.root.value);
}

function variableFindings(name: string, bound: readonly string[], place: Place, range: Range): readonly Finding[] {
  if (bound.includes(name) || place.variables.includes(name)) return [];
  const at = rangeOf(range);
  const legal = place.variables.length > 0 ? `Here: ${place.variables.join(', ')}.` : 'Here are none.';
  if (VARIABLES.includes(name)) {
    return [{ kind: 'variable-not-here', message: `${name} has no value here. ${legal}`, ...at }];
  }
  const hint = didYouMean(name, [...place.variables, ...bound]);
  return [{ kind: 'unknown-variable', message: `There is no variable ${name}.${hint} ${legal}`, ...at }];
}

function inputFindings(mapping: Mapping): readonly Finding[] {
  return usesOf(mapping)
    .filter(({ variable }) => variable === '$')
    .map(({ path, start, end }) => {
      const read = path.length > 0 ? `\`${path.join('.')}\`` : '`$`';
      const message = `${read} reads a response, and here is none yet. Start from a variable, such as \`$args\`.`;
      return { kind: 'reads-input' as const, message, start, end };
    });
}

/** `x: "A"` and `x: true` read properties before v0.4, silently; nearly everybody who writes them means the value. */
function lookalikes(body: Body, grammar: Grammar): readonly Finding[] {
  if (grammar !== 'v0.3' || body.kind !== 'fields') return [];
  return body.items.flatMap((item) => {
    const key = lookalike(item);
    if (key === undefined) return [];
    const value = ['true', 'false', 'null'].includes(key) ? key : JSON.stringify(key);
    const message = `Before connect/v0.4 this reads a property named ${JSON.stringify(key)}. Write \`$(${value})\` for the value, or \`$.${JSON.stringify(key)}\` for the property.`;
    return [{ kind: 'reads-property' as const, message, ...rangeOf(item.value) }];
  });
}

function lookalike(item: Item): string | undefined {
  if (item.kind !== 'field' || !item.aliased || item.value.kind !== 'path') return undefined;
  const { root, steps } = item.value;
  if (root.kind !== 'key' || steps.length > 0) return undefined;
  const isQuoted = root.end - root.start > root.key.length;
  return isQuoted || ['true', 'false', 'null'].includes(root.key) ? root.key : undefined;
}
