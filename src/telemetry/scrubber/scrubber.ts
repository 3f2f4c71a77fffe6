import { z } from 'zod';
import type { Operation } from '../../kernel/exchange.ts';
import type { ContractSection, Plugin } from '../../kernel/plugin.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Scrubber } from '../../kernel/ports/scrubber.ts';
import type { PiiClass } from './finding.ts';
import { mask } from './mask.ts';
import { piiChanges } from './pii-changes.ts';
import { type PiiPlan, piiPlan } from './pii-plan.ts';
import { redactName } from './redact-name.ts';
import { redactValue } from './redact-value.ts';

/** The scrubber of a generation: it reads `@pii` of its graph, once an operation. */
export function createScrubber(graph: () => Graph): Scrubber {
  const plans = new WeakMap<object, PiiPlan | 'everything'>();
  const planOf = ({ document, name }: Operation): PiiPlan | 'everything' => {
    const known = plans.get(document);
    if (known) return known;
    const made = piiPlan(graph().schema, document, name) ?? 'everything';
    plans.set(document, made);
    return made;
  };
  const masked = (value: unknown, paths: ReadonlyMap<string, PiiClass> | 'everything'): unknown =>
    redactValue(paths === 'everything' ? maskAll(value, 'OTHER') : maskPaths(value, paths, ''));
  const pathsOf = (operation: Operation, side: 'takes' | 'gives') => {
    const plan = planOf(operation);
    return plan === 'everything' ? plan : plan[side];
  };
  return {
    text: redactName,
    value: (value) => redactValue(value),
    variables: (operation, variables) => masked(variables, pathsOf(operation, 'takes')),
    answer: (operation, data) => masked(data, pathsOf(operation, 'gives')),
  };
}

/** Writes into each contract which personal data the operation takes in and gives out, and where. */
export function scrubbing(): Plugin {
  const contract: ContractSection = {
    key: 'pii',
    schema: z
      .strictObject({ takes: marks, gives: marks })
      .describe('Personal data and secrets by class: in the variables, and in the answer.'),
    derive({ name, document }, { schema }) {
      const plan = piiPlan(schema, document, name);
      if (plan && plan.takes.size === 0 && plan.gives.size === 0) return undefined;
      if (!plan) return { takes: 'everything', gives: 'everything' };
      return { takes: sorted(plan.takes), gives: sorted(plan.gives) };
    },
    diff: piiChanges,
  };
  return { name: 'scrubbing', contract };
}

const marks = z
  .union([z.record(z.string(), z.string()), z.literal('everything')])
  .describe('By path, lists adding nothing to it.');

function sorted(paths: ReadonlyMap<string, PiiClass>): Record<string, string> {
  return Object.fromEntries([...paths].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A copy in which what stands at the paths is masked; arrays add nothing to a path. */
function maskPaths(value: unknown, paths: ReadonlyMap<string, PiiClass>, path: string): unknown {
  const pii = paths.get(path);
  if (pii) return maskAll(value, pii);
  if (Array.isArray(value)) return value.map((item) => maskPaths(item, paths, path));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value))
    copy[name] = maskPaths(member, paths, path === '' ? name : `${path}.${name}`);
  return copy;
}

/** Everything below a marked place is of its class. */
function maskAll(value: unknown, pii: PiiClass): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => maskAll(item, pii));
  if (typeof value !== 'object') return mask(String(value), pii);
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) copy[name] = maskAll(member, pii);
  return copy;
}
