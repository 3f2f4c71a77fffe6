import DataLoader from 'dataloader';
import type { LateStep, Step } from '../plan/plan.ts';
import type { Parent } from './give.ts';
import type { Run } from './run.ts';

/** Fetches for objects that a code resolver gave: those of one tick together. What they are is left as it was. */
export class LateLoaders {
  readonly #run: Run;
  readonly #loaders = new Map<Step, DataLoader<object, Parent>>();

  constructor(run: Run) {
    this.#run = run;
  }

  async load({ step, property }: LateStep, parent: object): Promise<unknown> {
    return (await this.#loader(step()).load(parent))[property];
  }

  #loader(step: Step): DataLoader<object, Parent> {
    const known = this.#loaders.get(step);
    if (known) return known;
    const made = new DataLoader<object, Parent>(async (parents) => {
      // Fields are put on stand-ins: the objects belong to the resolver, which may hand them out again.
      const standIns = parents.map((parent) => standIn(parent, step));
      await this.#run.step(standIns, step);
      return standIns;
    });
    this.#loaders.set(step, made);
    return made;
  }
}

/** Mappings read own members only, so what the request reads stands on it too. */
function standIn(parent: object, { connector }: Step): Parent {
  const made: Parent = Object.create(parent);
  for (const [name] of connector.needs) if (name !== undefined) made[name] = Reflect.get(parent, name);
  return made;
}
