import type { LostField } from '../../kernel/ports/planner.ts';
import type { SourcesPlan, Step } from '../plan/plan.ts';

type Used = LostField | Step;

/** What stands in for lost fields, noted by request. */
export class UsedFallbacks {
  readonly #used = new WeakMap<object, Used[]>();

  note(exchange: object, used: Used): void {
    const known = this.#used.get(exchange);
    if (known) known.push(used);
    else this.#used.set(exchange, [used]);
  }

  /** @param plan the plan of the request, by which the places of a call are known */
  of(exchange: object, plan: () => SourcesPlan): readonly LostField[] {
    const used = this.#used.get(exchange);
    if (!used) return [];
    return used.flatMap((one) => {
      if ('path' in one) return [one];
      const given = plan()
        .answer()
        .filter(({ step }) => step === one);
      return given.map(({ path }) => ({ source: one.connector.source, path }));
    });
  }
}
