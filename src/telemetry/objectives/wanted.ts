import { z } from 'zod';
import { duration } from '../../kernel/basics/units.ts';
import type { Contract } from '../../kernel/ports/registry.ts';
import type { ObjectivesConfig } from './config.ts';

/** Milliseconds that so many of a hundred requests shall keep. */
export type Wanted = Readonly<Partial<Record<Percentile, number>>>;

export const PERCENTILES = ['p50', 'p95', 'p99'] as const;
export type Percentile = (typeof PERCENTILES)[number];

export const percentOf = (percentile: Percentile): number => Number(percentile.slice(1));

const latency = duration().optional();
const section = z.object({ p50: latency, p95: latency, p99: latency });

/** What is wanted of an operation: by its contract, else by the config; `null` where nothing is. */
export function wantedOf(contract: Contract, config: ObjectivesConfig): Wanted | null {
  const { data } = section.safeParse(contract['objectives']);
  const { p50, p95, p99 } = data ?? config;
  if (p50 === undefined && p95 === undefined && p99 === undefined) return null;
  return { ...(p50 !== undefined && { p50 }), ...(p95 !== undefined && { p95 }), ...(p99 !== undefined && { p99 }) };
}
