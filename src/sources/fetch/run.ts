import type { Governed } from '../../kernel/exchange.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import { isIncluded } from '../../kernel/documents/selections.ts';
import type { Connector, ConnectorInputs, ConnectorRequest, ConnectorSurroundings } from '../connectors/connector.ts';
import { callSource, isIdempotent } from '../call.ts';
import type { Answer } from '../failure.ts';
import type { Given, Site, Step } from '../plan/plan.ts';
import type { Source } from '../source.ts';
import { responseBody } from '../connectors/response/response-body.ts';
import { fail, give, memberOf, type Parent } from './give.ts';
import { Surroundings } from './surroundings.ts';

/** What a step asks of a call for many. */
interface Asked {
  readonly parents: readonly Parent[];
  readonly step: Step;
  readonly open: readonly Given[];
}

/** One key of a batch: a parent that has it, and all that have it, by who asks. */
interface Keyed {
  readonly first: Parent;
  readonly parents: (Parent[] | undefined)[];
}

interface RunParts {
  readonly sources: ReadonlyMap<string, Source>;
  readonly clock: Clock;
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
    const waits: Promise<unknown>[] = [];
    const add = (wait: Promise<unknown> | undefined): void => {
      if (wait) waits.push(wait);
    };
    for (const { property, when, site } of below) {
      if (isIncluded(when, this.#exchange.variables)) add(this.site(objectsAt(parents, property), site));
    }
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

  #steps(parents: readonly Parent[], steps: readonly Step[]): Promise<unknown> | undefined {
    const begun: (Promise<unknown> | undefined)[] = [];
    const begin = (index: number): Promise<unknown> | undefined => {
      if (index in begun) return begun[index];
      const step = steps[index] as Step;
      const before = step.after.flatMap((one) => begin(one) ?? []);
      begun[index] =
        before.length > 0 ? Promise.all(before).then(() => this.step(parents, step)) : this.step(parents, step);
      return begun[index];
    };
    const waits = steps.flatMap((_, index) => begin(index) ?? []);
    return waits.length > 1 ? Promise.all(waits) : waits[0];
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
    const isOpen = ({ when, gates }: Given): boolean =>
      isIncluded(when, this.#exchange.variables) && gates.every((gate) => gate(this.#exchange) === undefined);
    return gives.every(isOpen) ? gives : gives.filter(isOpen);
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
        const id = request.method === 'GET' && parents.length > 1 ? requestId(request) : undefined;
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
    let value: unknown;
    const sent = this.#send(step, request, (answer) => {
      value = this.#read(step, answer, inputs);
      return answer;
    });
    sent.catch(() => {});
    this.#reads.set(id, sent);
    await sent;
    return value;
  }

  #read(
    { prepared, connector: { source } }: Step,
    { status, headers, text }: Answer,
    inputs: ConnectorInputs,
  ): unknown {
    const type = headers['content-type'];
    const body = responseBody({ status, text, source, contentType: Array.isArray(type) ? type[0] : type });
    return prepared.read({ status, headers, body }, inputs);
  }

  #send<T>(step: Step, request: ConnectorRequest, read: (answer: Answer) => T): Promise<T> {
    const { connector } = step;
    return callSource({
      source: this.#source(step),
      exchange: this.#exchange,
      clock: this.#parts.clock,
      method: request.method,
      template: connector.template,
      repeatable: isIdempotent(request.method),
      request: () => ({ path: request.path, headers: request.headers, body: request.body ?? null }),
      read,
      readsFailures: true,
    });
  }
}

/** What is the same call: method and source are, where this is asked. */
function requestId({ path, headers, body = '' }: ConnectorRequest): string {
  return `${path} ${JSON.stringify(headers)} ${body}`;
}

/** What each call of a batch is for: parents with the same keys count as one. */
function chunksOf(asked: readonly Asked[], { needs, batch }: Connector): Keyed[][] {
  const byKey = new Map<string, Keyed>();
  asked.forEach(({ parents }, index) => {
    for (const parent of parents) {
      const id = keyOf(parent, needs);
      let keyed = byKey.get(id);
      if (!keyed) byKey.set(id, (keyed = { first: parent, parents: [] }));
      (keyed.parents[index] ??= []).push(parent);
    }
  });
  const all = [...byKey.values()];
  const { maxSize = all.length } = batch ?? {};
  const chunks: Keyed[][] = [];
  for (let from = 0; from < all.length; from += maxSize) chunks.push(all.slice(from, from + maxSize));
  return chunks;
}

function keyOf(parent: Parent, needs: readonly (readonly string[])[]): string {
  const [path] = needs;
  if (needs.length === 1 && path?.length === 1) {
    const value = parent[path[0] as string];
    if (typeof value === 'string') return value;
  }
  return JSON.stringify(needs.map((names) => names.reduce<unknown>(memberOf, parent) ?? null));
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
