import type { Governed } from '../../kernel/exchange.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import { isIncluded } from '../../kernel/documents/selections.ts';
import type { Connector, ConnectorInputs, ConnectorRequest, ConnectorSurroundings } from '../connectors/connector.ts';
import { type Call, callSource, isIdempotent } from '../call/call.ts';
import type { Answer } from '../call/answer.ts';
import type { LastGood } from '../fallback/last-good.ts';
import type { UsedFallbacks } from '../fallback/used-fallbacks.ts';
import type { Below, Given, Site, Step } from '../plan/plan.ts';
import type { Source } from '../source.ts';
import { responseBody } from '../connectors/response/response-body.ts';
import { copyBelow } from './copies.ts';
import { fail, failureAt, give, type Parent } from './give.ts';
import { type Asked, chunksOf, type Keyed } from './chunks.ts';
import { Surroundings } from './surroundings.ts';

interface RunParts {
  readonly sources: ReadonlyMap<string, Source>;
  readonly clock: Clock;
  readonly used: UsedFallbacks;
  readonly lastGood?: LastGood | undefined;
}

/** One request's way through a plan. */
export class Run {
  readonly #exchange: Governed;
  readonly #parts: RunParts;
  readonly #surroundings: ConnectorSurroundings;
  /** Answers to reads under way or here, by what was asked: identical reads of one request share one call. */
  readonly #reads = new Map<string, Promise<Answer>>();
  /** Batches that are about to be sent: steps that begin together and ask for the same objects share their calls. */
  readonly #gathered = new Map<Connector, { readonly asked: Asked[]; readonly done: Promise<void> }>();

  constructor(exchange: Governed, parts: RunParts) {
    this.#exchange = exchange;
    this.#parts = parts;
    this.#surroundings = new Surroundings(exchange);
  }

  /** Does what is to be done for the objects of a site; nothing to wait for where nothing is called. */
  site(parents: readonly Parent[], { steps, below, types }: Site): Promise<unknown> | undefined {
    if (parents.length === 0) return undefined;
    const waits = this.#below(parents, below);
    const add = (wait: Promise<unknown> | undefined): void => {
      if (wait) waits.push(wait);
    };
    if (types)
      for (const [name, site] of types)
        add(
          this.site(
            parents.filter((one) => one['__typename'] === name),
            site,
          ),
        );
    if (steps.length > 0) add(this.#steps(parents, steps));
    return waits.length > 1 ? Promise.all(waits) : waits[0];
  }

  #below(parents: readonly Parent[], below: readonly Below[]): Promise<unknown>[] {
    for (const one of below) if (one.copied !== null && this.#isOpen(one)) copyBelow(parents, one);
    return below.flatMap((one) =>
      this.#isOpen(one) ? (this.site(objectsAt(parents, one.property), one.site) ?? []) : [],
    );
  }

  #steps(parents: readonly Parent[], steps: readonly Step[]): Promise<unknown> | undefined {
    const begun: (Promise<unknown> | undefined)[] = [];
    const begin = (index: number): Promise<unknown> | undefined => {
      if (index in begun) return begun[index];
      const step = steps[index] as Step;
      const before = [...step.after.flatMap((one) => begin(one) ?? []), ...this.#below(parents, step.first)];
      begun[index] =
        before.length > 0 ? Promise.all(before).then(() => this.readyStep(parents, step)) : this.step(parents, step);
      return begun[index];
    };
    const waits = steps.flatMap((_, index) => begin(index) ?? []);
    return waits.length > 1 ? Promise.all(waits) : waits[0];
  }

  /** A step after those that gave what it reads. */
  readyStep(parents: readonly Parent[], step: Step): Promise<unknown> | undefined {
    return this.step(this.#ready(parents, step), step);
  }

  /** The parents whose request can be made: where what it reads has failed, the step has failed too. */
  #ready(parents: readonly Parent[], { needs, gives }: Step): readonly Parent[] {
    return parents.filter((parent) => {
      const failed = needs.map((path) => failureAt(parent, path)).find((one) => one !== undefined);
      if (failed) fail([parent], failed, gives);
      return !failed;
    });
  }

  /** Makes the calls of a step and puts what they give on the parents. Never rejects. */
  step(parents: readonly Parent[], step: Step): Promise<unknown> | undefined {
    const open = this.#open(step.gives);
    if (open.length === 0) return undefined;
    const done = step.connector.batch
      ? this.#gather({ parents, step, open })
      : atMost(this.#source(step).config.bulkhead.concurrency, this.#single(parents, step, open));
    const { site } = step;
    return site ? done.then(() => this.site(parents, site)) : done;
  }

  /** The fields that this request asks for and no gate closes. */
  #open(gives: readonly Given[]): readonly Given[] {
    const isOpen = (one: Given): boolean => this.#isOpen(one);
    return gives.every(isOpen) ? gives : gives.filter(isOpen);
  }

  #isOpen({ when, gates }: Pick<Given, 'when' | 'gates'>): boolean {
    return isIncluded(when, this.#exchange.variables) && gates.every((gate) => gate(this.#exchange) === undefined);
  }

  #source({ connector }: Step): Source {
    const source = this.#parts.sources.get(connector.source);
    if (!source)
      throw new Error(`The connector ${connector.coordinate} calls "${connector.source}", which is no source.`);
    return source;
  }

  #gather(asks: Asked): Promise<void> {
    const { connector } = asks.step;
    const gathered = this.#gathered.get(connector);
    if (gathered) {
      gathered.asked.push(asks);
      return gathered.done;
    }
    const asked = [asks];
    const done = Promise.resolve().then(() => {
      this.#gathered.delete(connector);
      const calls = chunksOf(asked, connector).map((chunk) => () => this.#batch(chunk, asked));
      return atMost(this.#source(asks.step).config.bulkhead.concurrency, calls);
    });
    this.#gathered.set(connector, { asked, done });
    return done;
  }

  /** One call, read by each that asks for something of it. */
  async #batch(chunk: readonly Keyed[], asked: readonly Asked[]): Promise<void> {
    const batch = chunk.map(({ first }) => first);
    const reads = asked.map(async ({ step, open }, index) => {
      const parentsOf = ({ parents }: Keyed): readonly Parent[] => parents[index] ?? [];
      if (chunk.every((keyed) => parentsOf(keyed).length === 0)) return;
      try {
        const args = step.args(this.#exchange.variables, undefined);
        const inputs: ConnectorInputs = { args, parent: undefined, batch, surroundings: this.#surroundings };
        const values = (await this.#call(step, step.prepared.request(inputs), inputs)) as readonly unknown[];
        chunk.forEach((keyed, at) => give(parentsOf(keyed), values[at], step, open));
      } catch (error) {
        for (const keyed of chunk) fail(parentsOf(keyed), error, open);
      }
    });
    await Promise.all(reads);
  }

  /** A call for each parent; those whose requests are the same are given the same. */
  #single(parents: readonly Parent[], step: Step, open: readonly Given[]): (() => Promise<void>)[] {
    const same = new Map<string, Parent[]>();
    const calls: (() => Promise<void>)[] = [];
    for (const parent of parents) {
      try {
        const args = step.args(this.#exchange.variables, parent);
        const inputs: ConnectorInputs = { args, parent, batch: undefined, surroundings: this.#surroundings };
        const request = step.prepared.request(inputs);
        const mayShare = request.method === 'GET' && parents.length > 1 && !step.connector.readsEach;
        const id = mayShare ? requestId(request) : undefined;
        const twins = id === undefined ? undefined : same.get(id);
        if (twins) {
          twins.push(parent);
          continue;
        }
        const group = [parent];
        if (id !== undefined) same.set(id, group);
        calls.push(async () => {
          try {
            give(group, await this.#call(step, request, inputs), step, open);
          } catch (error) {
            fail(group, error, open);
          }
        });
      } catch (error) {
        fail([parent], error, open);
      }
    }
    return calls;
  }

  async #call(step: Step, request: ConnectorRequest, inputs: ConnectorInputs): Promise<unknown> {
    // A batch reads, by whatever method.
    if (request.method !== 'GET' && !inputs.batch) {
      // What was read before a write may be otherwise after it.
      return this.#send(step, request, (answer) => this.#read(step, answer, inputs)).finally(() => this.#reads.clear());
    }
    const id = `${step.connector.source} ${request.method} ${requestId(request)}`;
    const shared = this.#reads.get(id);
    // Its text is read anew, for values are filled in by those that they belong to.
    if (shared) return this.#read(step, await shared, inputs);
    // What is shared is the answer alone: another connector may take for a success what this one reads as a failure.
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    promise.catch(() => {});
    this.#reads.set(id, promise);
    const sent = this.#send(step, request, (answer) => {
      resolve(answer);
      return this.#read(step, answer, inputs);
    });
    sent.catch(reject);
    return sent;
  }

  #read(step: Step, answer: Answer, inputs: ConnectorInputs): unknown {
    const { prepared, connector } = step;
    const { status, headers } = answer;
    if (this.#parts.lastGood?.gave(answer)) this.#parts.used.note(this.#exchange, step);
    const body = responseBody(answer, connector);
    return prepared.read({ status, headers, body }, inputs);
  }

  #send<T>(step: Step, request: ConnectorRequest, read: (answer: Answer) => T): Promise<T> {
    const { connector } = step;
    const call: Call<T> = {
      source: this.#source(step),
      exchange: this.#exchange,
      clock: this.#parts.clock,
      method: request.method,
      template: connector.template,
      coordinate: connector.element,
      repeatable: isIdempotent(request.method),
      request: () => ({ path: request.path, headers: request.headers, body: request.body ?? null }),
      read,
      readsFailures: true,
    };
    const { lastGood } = this.#parts;
    return lastGood ? lastGood.call(connector, () => requestId(request), call) : callSource(call);
  }
}

/** What is the same call: method and source are, where this is asked. */
function requestId({ path, headers, body = '' }: ConnectorRequest): string {
  return `${path} ${JSON.stringify(headers)} ${body}`;
}

/** The objects that stand in a field of the parents, each once, whatever lists they stand in. */
function objectsAt(parents: readonly Parent[], property: string): readonly Parent[] {
  const found = new Set<Parent>();
  const add = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || value instanceof Error) return;
    if (Array.isArray(value)) for (const one of value) add(one);
    else found.add(value as Parent);
  };
  for (const parent of parents) add(parent[property]);
  return [...found];
}

/** Runs all, so many at once. */
async function atMost(limit: number, calls: readonly (() => Promise<void>)[]): Promise<void> {
  if (calls.length <= limit) {
    await Promise.all(calls.map((call) => call()));
    return;
  }
  let next = 0;
  const work = async (): Promise<void> => {
    for (let call = calls[next++]; call; call = calls[next++]) await call();
  };
  await Promise.all(Array.from({ length: limit }, work));
}
