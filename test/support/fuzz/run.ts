import { graphql } from 'graphql';
import type { TestGateway } from '../../../src/testing.ts';
import { serveSdl } from '../projects/serve-sdl.ts';
import { Status } from '../peers/service.ts';
import { Grammar, type Written } from './grammar.ts';
import { mutated } from './mutate.ts';
import { Random } from './random.ts';
import { plainSchema, resolvers, SDL, served } from './shop.ts';

/** What came of many spoilt requests. */
export interface Fuzzed {
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<number, number>>;
  /** How often both answered with data, and the gateway's was that of graphql-js. */
  readonly same: number;
  /** What must not be, each with the request to see it again. */
  readonly wrong: readonly { readonly what: string; readonly request: Written }[];
}

/** Milliseconds of this thread, which runs the gateway. */
const LONGEST = 1_000;

/** One of so many comes by HTTP; the others enter behind it, which is most of what a small request costs. */
const BY_HTTP = 5;

async function answerTo(
  gateway: TestGateway,
  { text, variables }: Written,
  byHttp: boolean,
): Promise<{ readonly status: number; readonly data?: unknown }> {
  if (!byHttp) return gateway.execute({ document: text, variables });
  const { status, body } = await gateway.post({ query: text, variables });
  return { status, data: body.data };
}

/** Sends requests made from a seed to a gateway, and to graphql-js alone for comparison. */
export async function fuzz(seed: number, times: number): Promise<Fuzzed> {
  await using set = await serveSdl(SDL, ({ pathname }) => served(pathname) ?? new Status(404, {}), { resolvers });
  const schema = plainSchema();
  const random = new Random(seed);
  const grammar = new Grammar(schema, random);
  const statuses: Record<number, number> = {};
  const wrong: { what: string; request: Written }[] = [];
  let same = 0;
  for (let time = 0; time < times; time++) {
    const request = mutated(grammar.request(), random);
    const { text, variables } = request;
    const before = process.threadCpuUsage();
    const answer = await answerTo(set.gateway, request, time % BY_HTTP === 0);
    const { user, system } = process.threadCpuUsage(before);
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    if (answer.status >= 500 && answer.status !== 503) wrong.push({ what: `status ${answer.status}`, request });
    if ((user + system) / 1_000 > LONGEST) wrong.push({ what: `${(user + system) / 1_000} ms`, request });
    if (!answer.data) continue;
    const plain = await graphql({ schema, source: text, variableValues: variables });
    if (!plain.data) continue;
    if (JSON.stringify(plain.data) === JSON.stringify(answer.data)) same++;
    else wrong.push({ what: `data ${JSON.stringify(answer.data)} for ${JSON.stringify(plain.data)}`, request });
  }
  return { statuses, same, wrong: wrong.slice(0, 5) };
}
