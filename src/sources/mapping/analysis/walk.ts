import { boundName } from '../run/path.ts';
import type { Body, MethodStep, Root, Value } from '../syntax/ast.ts';

export interface Visitor {
  /** `bound` are the names that `->as` has given before. */
  readonly variable?: (root: Root & { kind: 'variable' }, bound: readonly string[]) => void;
  readonly method?: (step: MethodStep) => void;
  readonly body?: (body: Body) => void;
}

/** Goes through every part of a mapping, in the order of the text. */
export function walkBody(body: Body, visitor: Visitor, bound: readonly string[] = []): void {
  visitor.body?.(body);
  if (body.kind !== 'fields') walkValue(body, visitor, bound);
  else for (const { value } of body.items) walkValue(value, visitor, bound);
}

function walkValue(value: Value, visitor: Visitor, bound: readonly string[]): void {
  switch (value.kind) {
    case 'literal':
      return;
    case 'array':
      for (const item of value.items) walkValue(item, visitor, bound);
      return;
    case 'chain':
      for (const operand of value.operands) walkValue(operand, visitor, bound);
      return;
    case 'object':
      walkBody(value.body, visitor, bound);
      return;
    case 'path':
      walkPath(value, visitor, bound);
  }
}

function walkPath({ root, steps }: Value & { kind: 'path' }, visitor: Visitor, before: readonly string[]): void {
  let bound = before;
  if (root.kind === 'variable') visitor.variable?.(root, bound);
  if (root.kind === 'expression') walkValue(root.value, visitor, bound);
  for (const step of steps) {
    if (step.kind === 'block') walkBody(step.body, visitor, bound);
    if (step.kind !== 'method') continue;
    visitor.method?.(step);
    const name = step.name === 'as' ? boundName(step) : undefined;
    // The first argument of `->as` names a variable; it does not read one.
    for (const arg of name === undefined ? (step.args ?? []) : (step.args ?? []).slice(1)) {
      walkValue(arg, visitor, bound);
    }
    if (name !== undefined) bound = [...bound, name];
  }
}
