import type { Latencies } from '../../kernel/latencies.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { exposition, labelText } from '../metrics/exposition.ts';
import type { ObjectivesConfig } from './config.ts';
import { SlidingLatencies } from './sliding-latencies.ts';
import { type Percentile, PERCENTILES, percentOf, type Wanted } from './wanted.ts';

export interface KeeperParts {
  readonly config: Pick<ObjectivesConfig, 'window' | 'requests'>;
  readonly clock: Clock;
  readonly signals: Signals;
}

interface Kept {
  readonly name: string;
  wanted: Wanted;
  readonly latencies: SlidingLatencies;
  judgedAt: number;
  missed: readonly Miss[];
  /** `null` where there were too few requests to say. */
  met: boolean | null;
}

interface Miss {
  readonly percentile: Percentile;
  readonly wanted: number;
  readonly measured: number;
}

/** An operation in the last while. */
export interface Standing {
  readonly latencies: Latencies;
  readonly missed: readonly Percentile[];
  /** `null` where there were too few requests to say. */
  readonly met: boolean | null;
}

/** Milliseconds between two judgements of an operation that is asked for all the time. */
const JUDGED_EVERY = 1_000;
/** Operations that are watched; past that, those that were asked for first stay. */
const MOST_OPERATIONS = 10_000;

/** Watches whether operations are answered as fast as they shall be. Outlives generations. */
export class ObjectiveKeeper {
  readonly #parts: KeeperParts;
  readonly #kept = new Map<string, Kept>();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  record(operation: { readonly id: string; readonly name: string }, wanted: Wanted, milliseconds: number): void {
    const now = this.#parts.clock.elapsed();
    const kept = this.#kept.get(operation.id) ?? this.#begin(operation, wanted, now);
    if (!kept) return;
    kept.wanted = wanted; // another generation may want another
    kept.latencies.record(milliseconds, now);
    if (now - kept.judgedAt >= JUDGED_EVERY) this.#judge(kept, now);
  }

  /** How an operation stands; `undefined` where nobody has asked for it. */
  standing(id: string, wanted: Wanted): Standing | undefined {
    const kept = this.#kept.get(id);
    if (!kept) return undefined;
    const now = this.#parts.clock.elapsed();
    kept.wanted = wanted;
    const { met, missed } = this.#judge(kept, now);
    return { met, missed: missed.map(({ percentile }) => percentile), latencies: kept.latencies.at(now) };
  }

  /** What is missed, in words. */
  missed(): readonly string[] {
    return this.#judged().flatMap((kept) => (kept.missed.length > 0 ? [`${kept.name}: ${wordsOf(kept.missed)}`] : []));
  }

  /** How many operations have been watched. */
  get size(): number {
    return this.#kept.size;
  }

  text(): string {
    const byName = new Map<string, boolean>();
    for (const { name, met } of this.#judged()) if (met !== null) byName.set(name, met && (byName.get(name) ?? true));
    const help = 'Whether a registered operation is answered as fast as its objectives say: 1, or 0 where it is not.';
    return exposition(
      { name: 'tollgate_operation_objectives_met', type: 'gauge', help },
      [...byName].map(([name, met]) => ({ labels: labelText({ tollgate_operation: name }), value: met ? 1 : 0 })),
    );
  }

  #begin({ id, name }: { readonly id: string; readonly name: string }, wanted: Wanted, now: number): Kept | undefined {
    if (this.#kept.size >= MOST_OPERATIONS) return undefined;
    const latencies = new SlidingLatencies(this.#parts.config.window);
    const kept: Kept = { name, wanted, latencies, judgedAt: now, missed: [], met: null };
    this.#kept.set(id, kept);
    return kept;
  }

  /** Those that nobody asks for any more are judged when somebody looks. */
  #judged(): readonly Kept[] {
    const now = this.#parts.clock.elapsed();
    return [...this.#kept.values()].map((kept) => this.#judge(kept, now));
  }

  #judge(kept: Kept, now: number): Kept {
    const { name, wanted, latencies, met } = kept;
    const all = latencies.at(now);
    kept.judgedAt = now;
    const enough = all.count >= this.#parts.config.requests;
    kept.missed = PERCENTILES.flatMap((percentile): Miss[] => {
      const limit = wanted[percentile];
      if (!enough || limit === undefined || all.keeps(percentOf(percentile), limit)) return [];
      return [{ percentile, wanted: limit, measured: all.percentile(percentOf(percentile)) ?? 0 }];
    });
    kept.met = enough ? kept.missed.length === 0 : null;
    if ((met === false) !== (kept.met === false)) this.#tell(name, kept.missed, all.count);
    return kept;
  }

  #tell(operation: string, missed: readonly Miss[], requests: number): void {
    const began = missed.length > 0;
    const message = began
      ? `${operation} is slower than its objectives: ${wordsOf(missed)}, of ${requests} requests. Look at its calls to sources in the log or a trace.`
      : `${operation} is no longer slower than its objectives, of ${requests} requests.`;
    const attributes = { operation, missed: missed.map(({ percentile }) => percentile) };
    this.#parts.signals.emit({ level: began ? 'warn' : 'info', name: 'operation.objectives', message, attributes });
  }
}

const wordsOf = (missed: readonly Miss[]): string =>
  missed.map(({ percentile, wanted, measured }) => `${percentile} ${measured} ms in place of ${wanted} ms`).join(', ');
