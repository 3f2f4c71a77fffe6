import { compileMethod } from '../methods/methods.ts';
import type { Mapping, Value } from '../syntax/ast.ts';
import { blockOf, emptyObject, objectOf } from './block.ts';
import type { Json } from './json.ts';
import { compilePath, type Compiler, type Scope } from './path.ts';
import { outcomeOf, Site, type Evaluate, type Outcome, type Variables } from './run.ts';

/** A mapping made runnable. It never throws, changes nothing of its input, and may give out parts of it. */
type CompiledMapping = (input: Json, variables: Variables) => Outcome;

export function compileMapping({ body }: Mapping): CompiledMapping {
  const site = new Site('$', body);
  const compiler: Compiler = { value: compileValue, method: compileMethod };
  const top = (value: Value): Evaluate => compileValue(value, { names: [], path: '$' });
  if (body.kind !== 'fields') {
    const value = top(body);
    return (input, variables) => outcomeOf((run) => value(run, input, input, undefined), variables);
  }
  const block = blockOf(body, site, top);
  return (input, variables) => outcomeOf((run) => block(run, input, undefined), variables);

  function compileValue(value: Value, scope: Scope): Evaluate {
    switch (value.kind) {
      case 'literal':
        return () => value.value;
      case 'array':
        return array(value.items.map((item) => compileValue(item, scope)));
      case 'object': {
        if (value.body.kind !== 'fields') return compileValue(value.body, scope);
        const build = objectOf(value.body.items, new Site('{…}', value), (item) => compileValue(item, scope));
        return (run, dollar, at, locals) => {
          const made = build(run, dollar, at, locals);
          return made === undefined ? emptyObject() : made;
        };
      }
      case 'chain': {
        const operands = value.operands.map((operand) => compileValue(operand, scope));
        return chain(operands, value.operator === '??');
      }
      case 'path':
        return compilePath(value, scope, compiler);
    }
  }
}

function array(items: readonly Evaluate[]): Evaluate {
  return (run, dollar, at, locals) => items.map((item) => item(run, dollar, at, locals) ?? null);
}

/** The operand that wins, or the last, keeps its own problems; those of the others were expected. */
function chain(operands: readonly Evaluate[], skipsNull: boolean): Evaluate {
  return (run, dollar, at, locals) => {
    const mark = run.noted.length;
    let result: Json | undefined;
    for (const operand of operands) {
      run.noted.length = mark;
      result = operand(run, dollar, at, locals);
      if (result !== undefined && !(skipsNull && result === null)) return result;
    }
    return result;
  };
}
