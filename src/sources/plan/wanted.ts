import type { Shape, Wanted } from '../mapping/mapping.ts';

/** What a plan asks of one value, gathered while the plan is made. */
export class WantedTree {
  readonly #names = new Map<string, WantedTree>();
  #whole = false;

  /** The value of a field; asked for by its name alone, it is wanted as it stands. */
  at(name: string): WantedTree {
    let below = this.#names.get(name);
    if (!below) {
      below = new WantedTree();
      this.#names.set(name, below);
    }
    return below;
  }

  /** A path that a request reads. */
  path(names: readonly string[]): void {
    const [name, ...rest] = names;
    if (name !== undefined) this.at(name).path(rest);
  }

  /** Everything: who reads it cannot say what. */
  everything(): void {
    this.#whole = true;
  }

  toWanted(): Wanted | undefined {
    if (this.#whole || this.#names.size === 0) return undefined;
    return new Map([...this.#names].map(([name, below]) => [name, below.toWanted()]));
  }
}

/** The wanted fields of a whole selection, whose own top cannot be left open. */
export function wantedOf(tree: WantedTree, shape: Shape): Wanted {
  return tree.toWanted() ?? new Map(namesOf(shape).map((name) => [name, undefined]));
}

/** The shape of a field that a value has; `undefined` where it has none of that name. */
export function fieldShape(shape: Shape, name: string): Shape | undefined {
  switch (shape.kind) {
    case 'value':
      return shape;
    case 'literal':
      return undefined;
    case 'object': {
      const field = shape.fields.get(name);
      if (field) return field.shape;
      return oneOf(shape.spreads, name);
    }
    case 'oneOf':
      return oneOf(shape.shapes, name);
  }
}

function oneOf(shapes: readonly Shape[], name: string): Shape | undefined {
  const found = shapes.flatMap((shape) => fieldShape(shape, name) ?? []);
  return found.length > 1 ? { kind: 'oneOf', shapes: found } : found[0];
}

function namesOf(shape: Shape): readonly string[] {
  if (shape.kind === 'oneOf') return shape.shapes.flatMap(namesOf);
  return shape.kind === 'object' ? [...shape.fields.keys(), ...shape.spreads.flatMap(namesOf)] : [];
}
