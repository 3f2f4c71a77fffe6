import { defaultFieldResolver } from 'graphql';
import type { Governed } from '../../kernel/exchange.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Fetched, Fetcher, Plan } from '../../kernel/ports/planner.ts';
import type { SourcesPlan } from '../plan/plan.ts';
import type { Source } from '../source.ts';
import { LateLoaders } from './late-loaders.ts';
import { Run } from './run.ts';

export interface FetcherParts {
  readonly sources: ReadonlyMap<string, Source>;
  readonly clock: Clock;
}

const NOTHING: Fetched = { root: {}, settled: false };
const NONE: Fetched = { root: {}, settled: true };

/** Runs plans: the calls of a step at once, one for a whole list where a connector takes batches. */
export function createFetcher(parts: FetcherParts): Fetcher {
  return {
    fetch(plan, exchange) {
      // Only our own planner's plans reach it: both are of one generation.
      return fetchPlan(plan as SourcesPlan, exchange, parts);
    },
  } satisfies { fetch: (plan: Plan, exchange: Governed) => Fetched | Promise<Fetched> };
}

function fetchPlan(plan: SourcesPlan, exchange: Governed, parts: FetcherParts): Fetched | Promise<Fetched> {
  const { root: site, serial, late, lookedUp, settled } = plan;
  if (site.steps.length === 0 && late.size === 0) return settled ? NONE : NOTHING;
  const run = new Run(exchange, parts);
  const fetched: Fetched = { root: {}, settled, ...(lookedUp && { read: reader(plan, run) }) };
  const root = fetched.root as Record<string, unknown>;
  if (!serial) {
    const waits = run.site([root], site);
    return waits ? waits.then(() => fetched) : fetched;
  }
  for (const step of site.steps) {
    const [given] = step.gives;
    if (!given) continue;
    root[given.property] = async () => {
      const own: Record<string, unknown> = {};
      await run.step([own], step);
      return own[given.property];
    };
  }
  return fetched;
}

/** Reads what stands under a key of the answer, and loads what waited for a code resolver. */
function reader({ late }: SourcesPlan, run: Run): NonNullable<Fetched['read']> {
  const loaders = new LateLoaders(run);
  return (parent, args, context, info) => {
    if (typeof parent !== 'object' || parent === null) return undefined;
    const key = `@${info.path.key}`;
    if (Object.hasOwn(parent, key)) return (parent as Record<string, unknown>)[key];
    const [node] = info.fieldNodes;
    const step = node && late.get(node)?.get(info.parentType.name);
    if (step && !(info.fieldName in parent)) return loaders.load(step, parent);
    return defaultFieldResolver(parent, args, context, info);
  };
}
