import type { MethodStep, Path, Root, Step, Value } from '../syntax/ast.ts';
import { blockOf, eachOf } from './block.ts';
import { isArray, isInherited, own, typeOf, type Json } from './json.ts';
import { isVariable, note, Site, type Continue, type Evaluate, type Locals, type Run } from './run.ts';

/** What stands around a value. */
export interface Scope {
  /** The names that `->as` has bound, the innermost last. */
  readonly names: readonly string[];
  /** Where `$` came from, as problems tell it. */
  readonly path: string;
}

/** What paths need of the rest of the compiler; handed in, because each holds the other. */
export interface Compiler {
  readonly value: (value: Value, scope: Scope) => Evaluate;
  readonly method: (step: MethodStep, compile: (argument: Value) => Evaluate, site: Site) => Continue;
}

export function compilePath({ root, steps }: Path, scope: Scope, compiler: Compiler): Evaluate {
  if (root.kind === 'group') {
    const rest = compileSteps(steps, scope, scope.path, compiler) ?? goesOn;
    return (run, dollar, _at, locals) => rest(run, dollar, dollar, locals);
  }
  if (root.kind === 'key') return keyPath(root, steps, scope, compiler);
  const start = compileRoot(root, scope, compiler);
  const rest = compileSteps(steps, scope, rootText(root, scope), compiler);
  if (!rest) return start;
  return (run, dollar, at, locals) => {
    const value = start(run, dollar, at, locals);
    return value === undefined ? undefined : rest(run, value, dollar, locals);
  };
}

/** Most paths of most mappings are one key of `$`. */
function keyPath(root: Root & { kind: 'key' }, steps: readonly Step[], scope: Scope, compiler: Compiler): Evaluate {
  const isOptional = steps[0]?.kind === 'optional';
  const here = `${scope.path}.${root.key}`;
  const read = reader(root.key, isOptional, new Site(here, root));
  const rest = compileSteps(isOptional ? steps.slice(1) : steps, scope, here, compiler);
  if (!rest) return read;
  return (run, dollar, _at, locals) => {
    const value = read(run, dollar);
    return value === undefined ? undefined : rest(run, value, dollar, locals);
  };
}

function compileRoot(root: Exclude<Root, { kind: 'key' | 'group' }>, scope: Scope, compiler: Compiler): Evaluate {
  switch (root.kind) {
    case 'dollar':
      return (_run, dollar) => dollar;
    case 'at':
      return (_run, _dollar, at) => at;
    case 'expression':
      return compiler.value(root.value, scope);
    case 'variable':
      return variable(root.name, scope, new Site(root.name, root));
  }
}

function variable(name: string, scope: Scope, site: Site): Evaluate {
  const bound = scope.names.lastIndexOf(name);
  if (bound >= 0) {
    const outward = scope.names.length - 1 - bound;
    return (run, _dollar, _at, locals) => {
      let found: Locals | undefined = locals;
      for (let i = 0; i < outward; i++) found = found?.outer;
      return found?.value === undefined ? site.note(run, `${name} is not bound here`) : found.value;
    };
  }
  if (!isVariable(name)) return (run) => site.note(run, `there is no variable ${name}`);
  return (run) => {
    const value = run.variables[name];
    return value === undefined ? site.note(run, `${name} is not set`) : value;
  };
}

/** The rest of a path, if there is any. A missing value ends it, so no step is ever given one. */
function compileSteps(steps: readonly Step[], scope: Scope, before: string, compiler: Compiler): Continue | undefined {
  const [step, ...after] = steps;
  if (!step) return undefined;
  const here = `${before}${stepText(step)}`;
  const site = new Site(here, step);
  switch (step.kind) {
    case 'optional':
      return then((_run, value) => (value === null ? undefined : value), compileSteps(after, scope, here, compiler));
    case 'key': {
      const isOptional = after[0]?.kind === 'optional';
      const rest = compileSteps(isOptional ? after.slice(1) : after, scope, here, compiler);
      return then(reader(step.key, isOptional, site), rest);
    }
    case 'block': {
      const block = blockOf(step.body, site, (value) => compiler.value(value, { names: scope.names, path: here }));
      return (run, value, _dollar, locals) => block(run, value, locals);
    }
    case 'method': {
      if (step.name === 'as') return bind(step, after, scope, here, compiler);
      const method = compiler.method(step, (value) => compiler.value(value, scope), site);
      return then(method, compileSteps(after, scope, here, compiler));
    }
  }
}

function then(first: Continue, rest: Continue | undefined): Continue {
  if (!rest) return first;
  return (run, value, dollar, locals) => {
    const result = first(run, value, dollar, locals);
    return result === undefined ? undefined : rest(run, result, dollar, locals);
  };
}

const goesOn: Continue = (_run, value) => value;

/** `->as($v)`, `->as($v, expression)`: the value goes on, the name holds for the rest of the path. */
function bind(step: MethodStep, after: readonly Step[], scope: Scope, here: string, compiler: Compiler): Continue {
  const name = boundName(step);
  if (name === undefined) {
    const site = new Site(here, step);
    const rest = compileSteps(after, scope, here, compiler) ?? goesOn;
    return (run, value, dollar, locals) => {
      site.note(run, '->as needs the name of a variable, and at most one value');
      return rest(run, value, dollar, locals);
    };
  }
  const [, bound] = step.args ?? [];
  const give = bound && compiler.value(bound, scope);
  const rest = compileSteps(after, { names: [...scope.names, name], path: scope.path }, here, compiler) ?? goesOn;
  return (run, value, dollar, outer) =>
    rest(run, value, dollar, { value: give ? give(run, dollar, value, outer) : value, outer });
}

/** The name that an `->as` binds, if it is written as it must be. */
export function boundName({ args = [] }: MethodStep): string | undefined {
  const [target] = args;
  if (target?.kind !== 'path' || target.steps.length > 0 || args.length > 2) return undefined;
  return target.root.kind === 'variable' ? target.root.name : undefined;
}

/** `.key`: of an object its own, of an array that of each element. A `?` behind it is silent, but not for elements. */
function reader(key: string, isOptional: boolean, site: Site): (run: Run, value: Json) => Json | undefined {
  const isRisky = isInherited(key);
  const absent = site.problem(`there is no ${JSON.stringify(key)} here`);
  const inElements = isOptional ? reader(key, false, site) : undefined;
  const each = eachOf(site, (run, value) => (inElements ?? read)(run, value));
  return read;

  function read(run: Run, value: Json): Json | undefined {
    if (typeof value !== 'object' || value === null) {
      return site.note(run, `expected an object with ${JSON.stringify(key)}, found ${typeOf(value)}`);
    }
    if (isArray(value)) return each(run, value, undefined);
    const child = isRisky ? own(value, key) : value[key];
    if (child === undefined) return isOptional ? undefined : note(run, absent);
    return isOptional && child === null ? undefined : child;
  }
}

function rootText(root: Exclude<Root, { kind: 'key' | 'group' }>, scope: Scope): string {
  switch (root.kind) {
    case 'variable':
      return root.name;
    case 'at':
      return '@';
    case 'expression':
      return '$(…)';
    case 'dollar':
      return scope.path;
  }
}

function stepText(step: Step): string {
  switch (step.kind) {
    case 'key':
      return `.${step.key}`;
    case 'method':
      return `->${step.name}`;
    default:
      return '';
  }
}
