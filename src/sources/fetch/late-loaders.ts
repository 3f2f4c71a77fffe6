import DataLoader from 'dataloader';
import { valueOrThrow } from '../../kernel/documents/read-field.ts';
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

  async load(late: LateStep, parent: object): Promise<unknown> {
    return valueOrThrow((await this.#loader(late).load(parent))[late.property]);
  }

  /** The parent with more fields on it, for a resolver to read. */
  async complete(missing: readonly LateStep[], parent: object): Promise<object> {
    const completed: Parent = Object.create(parent);
    const load = async (one: LateStep): Promise<void> => void (completed[one.property] = await this.load(one, parent));
    await Promise.all(missing.map(load));
    return completed;
  }

  #loader({ step: stepOf, fills }: LateStep): DataLoader<object, Parent> {
    const step = stepOf();
    const known = this.#loaders.get(step);
    if (known) return known;
    const made = new DataLoader<object, Parent>(async (parents) => {
      // Fields are put on stand-ins: the objects belong to the resolver, which may hand them out again.
      const standIns = parents.map((parent) => standIn(parent, step));
      await Promise.all(parents.map((parent, at) => this.#fill(standIns[at] as Parent, fills, parent)));
      await this.#run.readyStep(standIns, step);
      return standIns;
    });
    this.#loaders.set(step, made);
    return made;
  }

  /** What the request reads and the parent lacks; why it failed stands in its place. */
  async #fill(standsIn: Parent, fills: readonly LateStep[], parent: object): Promise<void> {
    const lacking = fills.filter(({ property }) => !(property in parent));
    const fill = async (one: LateStep): Promise<void> => {
      standsIn[one.property] = await this.load(one, parent).catch((error: unknown) => error);
    };
    await Promise.all(lacking.map(fill));
  }
}

/** Mappings read own members only, so what the request reads stands on it too. */
function standIn(parent: object, { connector }: Step): Parent {
  const made: Parent = Object.create(parent);
  for (const [name] of connector.needs) if (name !== undefined) made[name] = Reflect.get(parent, name);
  return made;
}
