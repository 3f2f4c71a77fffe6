import type { Clock } from '../../kernel/ports/clock.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { Latencies } from '../../kernel/latencies.ts';
import { clientIn, type OperationUsage, sum, sums, type UsageTotals } from './totals.ts';
import { changeUsage, readUsage } from './usage-file.ts';

export interface UsageParts {
  /** Where the counts outlive the process; `undefined` where they need not. */
  readonly file: string | undefined;
  readonly clock: Clock;
  readonly signals: Signals;
}

/** An operation as this process has seen it since it started. */
export interface LiveFigures {
  calls: number;
  /** Answers with errors. */
  errors: number;
  readonly latencies: Latencies;
}

/** Milliseconds between two writings: what a crash may lose. */
const WRITTEN_EVERY = 60_000;
/** Operations in the file; past that the ones that are not served go. */
const MOST_KEPT = 50_000;

/** Who asks for which operation, how often, and when last. Outlives generations, and by its file the process too. */
export class Usage {
  readonly #parts: UsageParts;
  readonly #live = new Map<string, LiveFigures>();
  #served: ReadonlySet<string> = new Set();
  /** As the file has it. */
  #totals: UsageTotals = new Map();
  /** What is to be added to the file. */
  #news = new Map<string, OperationUsage>();
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;

  constructor(parts: UsageParts) {
    this.#parts = parts;
  }

  /** Reads what was counted before. */
  start(): void {
    const { file } = this.#parts;
    if (file === undefined || this.#timer) return;
    this.#timer = setInterval(() => void this.#write(), WRITTEN_EVERY).unref();
    try {
      this.#totals = readUsage(file) ?? new Map();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** From now on these operations are served: one that nobody asks for is unused from here on. */
  serves(ids: Iterable<string>): void {
    this.#served = new Set(ids);
    for (const id of this.#served) if (!this.#totals.has(id)) this.#newsOf(id);
  }

  /** @param milliseconds that it took */
  record(id: string, client: string | null, milliseconds: number, failed: boolean): void {
    const live = this.#live.get(id) ?? { calls: 0, errors: 0, latencies: new Latencies() };
    this.#live.set(id, live);
    live.calls++;
    if (failed) live.errors++;
    live.latencies.record(milliseconds);
    const usage = clientIn(this.#newsOf(id), client ?? '');
    usage.calls++;
    usage.lastSeen = this.#parts.clock.now();
  }

  /** Since the start of this process. */
  live(id: string): LiveFigures | undefined {
    return this.#live.get(id);
  }

  /** Since the operation was first served, by any process that counts in the same file. */
  total(id: string): OperationUsage | undefined {
    const news = this.#news.get(id);
    return news ? sum(this.#totals.get(id), news) : this.#totals.get(id);
  }

  /** Of all clients, in the same time. */
  calls(id: string): number {
    return [...(this.total(id)?.clients.values() ?? [])].reduce((all, { calls }) => all + calls, 0);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#write();
  }

  /** Adds what is new to the file. Never rejects: what could not be written is tried again. */
  async #write(): Promise<void> {
    await this.#writing;
    const { file } = this.#parts;
    if (file === undefined || this.#news.size === 0) return;
    this.#writing = this.#add(file);
    await this.#writing;
  }

  async #add(file: string): Promise<void> {
    const [before, news] = [this.#totals, this.#news];
    this.#news = new Map();
    this.#totals = sums(before, news);
    try {
      this.#totals = await changeUsage(file, (standing) => this.#bounded(sums(standing, news)));
      this.#failing = false;
    } catch (error) {
      this.#totals = before;
      this.#news = sums(news, this.#news);
      this.#failed(error);
    }
  }

  #bounded(totals: UsageTotals): UsageTotals {
    return totals.size <= MOST_KEPT ? totals : new Map([...totals].filter(([id]) => this.#served.has(id)));
  }

  #newsOf(id: string): OperationUsage {
    const news = this.#news.get(id) ?? { since: this.#parts.clock.now(), clients: new Map() };
    this.#news.set(id, news);
    return news;
  }

  #failed(error: unknown): void {
    if (this.#failing) return;
    this.#failing = true;
    const why = error instanceof Error ? error.message : String(error);
    const message = `Usage cannot be kept in ${this.#parts.file}: ${why}. It is counted in memory meanwhile.`;
    this.#parts.signals.emit({ level: 'warn', name: 'usage.failed', message });
  }
}
