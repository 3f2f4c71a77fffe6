import { LRUCache } from 'lru-cache';
import { failedSource } from '../../errors/failed-source.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import { type Call, callSource } from '../call/call.ts';
import type { Connector } from '../connectors/connector.ts';
import type { Answer } from '../call/answer.ts';

interface Kept {
  readonly answer: Answer;
  readonly at: number;
}

/** Good answers of sources, by call. Outlives generations. */
export type KeptAnswers = LRUCache<string, Kept>;

/** Characters of all answers together, and their number. */
const LARGEST = 16_000_000;
const MOST = 1_000;

export const keptAnswers = (): KeptAnswers =>
  new LRUCache({ max: MOST, maxSize: LARGEST, sizeCalculation: ({ answer }) => answer.text.length + 1 });

/** Keeps the answers of the connectors that ask for it, and gives the last one while its source is out. */
export class LastGood {
  readonly #ages: ReadonlyMap<Connector, number>;
  readonly #kept: KeptAnswers;
  readonly #clock: Clock;
  readonly #given = new WeakSet<Answer>();

  /** @param ages milliseconds for which an answer of a connector may stand in */
  constructor(ages: ReadonlyMap<Connector, number>, kept: KeptAnswers, clock: Clock) {
    this.#ages = ages;
    this.#kept = kept;
    this.#clock = clock;
  }

  /** @param id what is asked, the connector's own headers included: nobody gets an answer made for somebody else */
  async call<T>(connector: Connector, id: () => string, call: Call<T>): Promise<T> {
    const age = this.#ages.get(connector);
    if (age === undefined) return callSource(call);
    const key = `${call.source.name} ${call.method} ${forwardedOf(call)} ${id()}`;
    try {
      return await callSource({
        ...call,
        read: (answer, facts) => {
          const value = call.read(answer, facts);
          this.#kept.set(key, { answer, at: this.#clock.elapsed() });
          return value;
        },
      });
    } catch (error) {
      const kept = failedSource(error) === undefined ? undefined : this.#kept.get(key);
      if (!kept || this.#clock.elapsed() - kept.at > age) throw error;
      const answer = { ...kept.answer };
      this.#given.add(answer);
      return call.read(answer, { source: connector.source, coordinate: call.coordinate, repeatable: true, read: true });
    }
  }

  /** Whether an answer is an old one. */
  gave(answer: Answer): boolean {
    return this.#given.has(answer);
  }
}

/** What the request's own headers add to a call. */
function forwardedOf({ source, exchange }: Call<unknown>): string {
  return JSON.stringify(source.config.forward.request.map((name) => exchange.request.header(name) ?? null));
}
