import { defaultFieldResolver, type GraphQLResolveInfo } from 'graphql';
import { valueOrThrow } from '../../kernel/documents/read-field.ts';
import { isIncluded } from '../../kernel/documents/selections.ts';
import type { Governed } from '../../kernel/exchange.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Fetched, Fetcher } from '../../kernel/ports/planner.ts';
import { degradedBy } from '../degraded/degraded-by.ts';
import type { LastGood } from '../fallback/last-good.ts';
import type { UsedFallbacks } from '../fallback/used-fallbacks.ts';
import type { Sited, SourcesPlan } from '../plan/plan.ts';
import type { Source } from '../source.ts';
import { failureAt } from './give.ts';
import { LateLoaders } from './late-loaders.ts';
import { Run } from './run.ts';

export interface FetcherParts {
  readonly sources: ReadonlyMap<string, Source>;
  readonly clock: Clock;
  /** What stands in while a source is out. */
  readonly used: UsedFallbacks;
  /** Left out where no connector asks for it. */
  readonly lastGood?: LastGood | undefined;
}

const NOTHING: Fetched = { root: {} };

/** Runs plans: the calls of a step at once, one for a whole list where a connector takes batches. */
export function createFetcher(parts: FetcherParts): Fetcher {
  return {
    fetch(plan, exchange) {
      // Only our own planner's plans reach it: both are of one generation.
      return fetchPlan(plan as SourcesPlan, exchange, parts);
    },
    degraded(exchange, lost, plan) {
      const replaced = parts.used.of(exchange, () => plan() as SourcesPlan);
      return lost.length + replaced.length > 0 ? degradedBy(plan(), lost, replaced) : [];
    },
  };
}

function fetchPlan(plan: SourcesPlan, exchange: Governed, parts: FetcherParts): Fetched | Promise<Fetched> {
  const { root: site, serial, late, required, lookedUp } = plan;
  if (site.steps.length === 0 && late.size === 0 && required.size === 0) return NOTHING;
  const run = new Run(exchange, parts);
  const fetched: Fetched = { root: {}, ...((lookedUp || required.size > 0) && lateReaders(plan, run)) };
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
      return valueOrThrow(own[given.property]);
    };
  }
  return fetched;
}

function lateReaders(plan: SourcesPlan, run: Run): Pick<Fetched, 'read' | 'complete'> {
  const loaders = new LateLoaders(run);
  return {
    ...(plan.lookedUp && { read: reader(plan, loaders) }),
    ...(plan.required.size > 0 && { complete: completer(plan, loaders) }),
  };
}

/** Reads what stands under a key of the answer, and loads what waited for a code resolver. */
function reader({ late }: SourcesPlan, loaders: LateLoaders): NonNullable<Fetched['read']> {
  return (parent, args, context, info) => {
    if (parent === null || parent === undefined) return undefined;
    const standing = Object(parent) as Record<string, unknown>; // a code resolver may give what is no object for one
    const key = `@${info.path.key}`;
    if (Object.hasOwn(standing, key)) return standing[key];
    const step = whatStands(late, info);
    if (step && !(info.fieldName in standing)) return loaders.load(step, standing);
    return defaultFieldResolver(parent, args, context, info);
  };
}

/** Puts what a code resolver requires on its parent, which may be an object of another's that lacks it. */
function completer({ required }: SourcesPlan, loaders: LateLoaders): NonNullable<Fetched['complete']> {
  return (parent, info) => {
    const fields = whatStands(required, info);
    if (!fields || typeof parent !== 'object' || parent === null) return parent;
    for (const { paths } of fields) for (const path of paths) valueOrThrow(failureAt(parent, path));
    const missing = fields.flatMap(({ name, late }) => (late && !(name in parent) ? [late] : []));
    return missing.length > 0 ? loaders.complete(missing, parent) : parent;
  };
}

/** What belongs to a field where it is asked for by just these nodes. */
function whatStands<T>(
  all: ReadonlyMap<object, readonly Sited<T>[]>,
  { fieldNodes, parentType, variableValues }: GraphQLResolveInfo,
): T | undefined {
  const [first] = fieldNodes;
  const found = first && all.get(first)?.filter(({ type }) => type === parentType.name);
  if (!found || found.length < 2) return found?.[0]?.what;
  return found.find(({ places }) => {
    const asking = places.filter(({ conditions }) => isIncluded([conditions], variableValues));
    const nodes = new Set(asking.map(({ node }) => node));
    return nodes.size === fieldNodes.length && fieldNodes.every((node) => nodes.has(node));
  })?.what;
}
