import type { Json } from '../../kernel/basics/json.ts';
import type { When } from '../../kernel/documents/selections.ts';
import type { Below, Site, SourcesPlan, Step } from './plan.ts';

/**
 * The plan as a contract holds it: each call with where its objects stand, the wave that it belongs to at the earliest, and
 * what it gives; calls that need what it gives stand in `next`.
 */
export function describePlan(
  root: Site,
  serial: boolean,
  { late, required }: Pick<SourcesPlan, 'late' | 'required'>,
): Json | undefined {
  const calls = describeTogether(root, 1);
  const read = [...late.values()].flat().map(({ what }) => what);
  const needed = [...required.values()].flat().flatMap(({ what }) => what);
  const steps = [...read, ...needed.flatMap((one) => one.late ?? [])].map(({ step }) => step());
  const inCode = [...new Set(steps)].map((step) => describeStep(step, LATE));
  if (calls.length === 0 && inCode.length === 0) return undefined;
  return {
    ...(serial && { serial }),
    ...(calls.length > 0 && { calls }),
    ...(inCode.length > 0 && { afterCode: inCode }),
  };
}

type Described = { readonly [name: string]: Json };

interface Standing {
  readonly at: readonly string[];
  readonly wave: number;
}

const LATE: Standing = { at: [], wave: 1 };

/** What begins together: of batches by one connector, the first is the call of all. */
function describeTogether(site: Site, wave: number): readonly Json[] {
  const begun = new Set<Json>();
  return describeSite(site, { at: [], wave }).map((call) => {
    if (!('batch' in call) || call['wave'] !== wave) return call;
    if (begun.has(call['coordinate'] ?? null)) return { ...call, joins: true };
    begun.add(call['coordinate'] ?? null);
    return call;
  });
}

function describeSite(site: Site, standing: Standing): readonly Described[] {
  const firsts = site.steps.map(({ first }) => describeBelow(first, standing));
  const waves: number[] = [];
  const waveOf = (index: number): number => {
    waves[index] ??= Math.max(
      standing.wave,
      ...(site.steps[index]?.after ?? []).map((one) => waveOf(one) + 1),
      ...(firsts[index] ?? []).map((call) => lastWave(call) + 1),
    );
    return waves[index];
  };
  return [
    ...firsts.flat(),
    ...site.steps.map((step, index) => describeStep(step, { ...standing, wave: waveOf(index) })),
    ...describeBelow(site.below, standing),
    ...[...(site.types ?? [])].flatMap(([type, below]) =>
      describeSite(below, { ...standing, at: [...standing.at, `... on ${type}`] }),
    ),
  ];
}

function describeBelow(below: readonly Below[], standing: Standing): readonly Described[] {
  return below.flatMap(({ property, site }) =>
    describeSite(site, { ...standing, at: [...standing.at, property.replace(/^@/, '')] }),
  );
}

/** The wave in which a call and all that follows it have ended. */
function lastWave({ wave, next }: Described): number {
  const following = Array.isArray(next) ? next : [];
  return Math.max(Number(wave), ...following.map((one) => lastWave(one)));
}

function describeStep(step: Step, { at, wave }: Standing): Described {
  const { connector, gives, site } = step;
  const fields = [...new Set(gives.map(({ property }) => property.replace(/^@/, '')))];
  const next = site ? describeTogether(site, wave + 1) : [];
  const conditional = gives.every(({ when }) => when !== null);
  return {
    wave,
    coordinate: connector.coordinate,
    source: connector.source,
    call: `${connector.method} ${connector.template}`,
    ...(at.length > 0 && { at: at.join('.') }),
    gives: fields,
    // No limit is `null`: JSON has no infinity.
    ...(connector.batch && { batch: Number.isFinite(connector.batch.maxSize) ? connector.batch.maxSize : null }),
    ...(conditional && { when: conditionText(gives.flatMap(({ when }) => when ?? [])) }),
    ...(next.length > 0 && { next }),
  };
}

function conditionText(when: NonNullable<When>): string {
  const alternatives = when.map((all) =>
    all.map(({ variable, value }) => `${value ? '' : 'not '}$${variable}`).join(' and '),
  );
  return [...new Set(alternatives)].join(' or ');
}
