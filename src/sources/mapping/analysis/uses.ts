import { boundName } from '../run/path.ts';
import type { Body, Mapping, MethodStep, Path, Range, Root, Value } from '../syntax/ast.ts';

/** A value that a mapping reads: `$this.owner.id` is `['owner', 'id']` of `$this`. `$` is the input of the mapping. */
export interface Use extends Range {
  readonly variable: string;
  readonly path: readonly string[];
}

/** Where a value comes from, as long as that is one place. */
interface Origin {
  readonly variable: string;
  readonly path: readonly string[];
}

interface Scope {
  readonly dollar: Origin | undefined;
  readonly at: Origin | undefined;
  readonly locals: ReadonlyMap<string, Origin | undefined>;
}

/** Methods that give elements of their input, so that keys behind them are keys of it. */
const PICKS = new Set(['first', 'last', 'slice', 'filter', 'find', 'get']);

/** Every path of a variable or of the input that the mapping reads, in the order of the text. Blocks count key by key. */
export function usesOf({ body }: Mapping): readonly Use[] {
  const input: Origin = { variable: '$', path: [] };
  const tracer = new Tracer();
  tracer.body(body, { dollar: input, at: input, locals: new Map() });
  return tracer.uses;
}

class Tracer {
  readonly uses: Use[] = [];

  body(body: Body, scope: Scope): void {
    if (body.kind !== 'fields') this.use(body, scope);
    else for (const { value } of body.items) this.use(value, scope);
  }

  use(value: Value, scope: Scope): void {
    this.#record(this.#trace(value, scope), value);
  }

  #record(origin: Origin | undefined, { start, end }: Range): void {
    if (origin) this.uses.push({ ...origin, start, end });
  }

  /** Where the value comes from; what it reads on the way is recorded, itself is not. */
  #trace(value: Value, scope: Scope): Origin | undefined {
    switch (value.kind) {
      case 'literal':
        return undefined;
      case 'array':
        for (const item of value.items) this.use(item, scope);
        return undefined;
      case 'chain':
        for (const operand of value.operands) this.use(operand, scope);
        return undefined;
      case 'object':
        this.body(value.body, scope);
        return undefined;
      case 'path':
        return this.#path(value, scope);
    }
  }

  #path(path: Path, outer: Scope): Origin | undefined {
    let scope = outer;
    let origin = this.#root(path.root, scope);
    for (const step of path.steps) {
      if (step.kind === 'key') origin = extended(origin, step.key);
      else if (step.kind === 'block') {
        this.body(step.body, { ...scope, dollar: origin, at: origin });
        return undefined;
      } else if (step.kind === 'method' && step.name === 'as') scope = this.#bind(step, scope, origin);
      else if (step.kind === 'method') origin = this.#method(step, scope, origin);
    }
    return origin;
  }

  #root(root: Root, scope: Scope): Origin | undefined {
    switch (root.kind) {
      case 'key':
        return extended(scope.dollar, root.key);
      case 'dollar':
      case 'group':
        return scope.dollar;
      case 'at':
        return scope.at;
      case 'variable':
        return scope.locals.has(root.name) ? scope.locals.get(root.name) : { variable: root.name, path: [] };
      case 'expression':
        return this.#trace(root.value, scope);
    }
  }

  #bind(step: MethodStep, scope: Scope, origin: Origin | undefined): Scope {
    const name = boundName(step);
    if (name === undefined) return scope;
    const [, value] = step.args ?? [];
    const bound = value ? this.#trace(value, { ...scope, at: origin }) : origin;
    return { ...scope, locals: new Map([...scope.locals, [name, bound]]) };
  }

  #method(step: MethodStep, outer: Scope, origin: Origin | undefined): Origin | undefined {
    const { name, args = [] } = step;
    const scope = { ...outer, at: origin };
    const [first] = args;
    if (name === 'get' && first?.kind === 'literal' && typeof first.value === 'string') {
      return extended(origin, first.value);
    }
    if ((name === 'map' || name === 'echo') && first && args.length === 1) {
      const before = this.uses.length;
      const given = this.#trace(first, scope);
      // A list is read for its length even when no element is.
      if (name === 'map' && !given && this.uses.length === before) this.#record(origin, step);
      return given;
    }
    if (!PICKS.has(name)) this.#record(origin, step);
    for (const arg of args) this.use(arg, scope);
    return PICKS.has(name) ? origin : undefined;
  }
}

const extended = (origin: Origin | undefined, key: string): Origin | undefined =>
  origin && { variable: origin.variable, path: [...origin.path, key] };
