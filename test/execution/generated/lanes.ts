import { setImmediate } from 'node:timers/promises';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { buildSchema, graphql, type GraphQLArgs, type GraphQLSchema, isObjectType, parse, validate } from 'graphql';
import { expect } from 'vitest';
import { type Served, serveSdl } from '../../support/projects/serve-sdl.ts';
import { Status } from '../../support/peers/service.ts';
import { Dice } from './dice.ts';
import { generateDocument } from './document.ts';
import { type GeneratedSchema, generateSchema } from './schema.ts';
import { World } from './world.ts';

/** One generated schema, served by the gateway and by graphql-js with plain resolvers. */
interface Lanes extends AsyncDisposable {
  readonly generated: GeneratedSchema;
  readonly world: World;
  readonly naive: GraphQLSchema;
  readonly served: Served;
}

/** What has been compared. */
interface Tally {
  answers: number;
  written: number;
  withErrors: number;
}

async function openLanes(seed: number): Promise<Lanes> {
  const generated = generateSchema(new Dice('schema', seed));
  const sdl = generated.sdl(false);
  const world = new World(buildSchema(sdl), generated);
  const served = await serveSdl(
    generated.sdl(true),
    (url, { method = '' }) => {
      const found = world.answer(method, `${url.pathname}${url.search}`);
      return found === undefined ? new Status(404) : found;
    },
    { resolvers: world.resolvers() as never },
  );
  const naive = makeExecutableSchema({ typeDefs: sdl, resolvers: world.resolvers() });
  for (const { name, fields } of generated.types) {
    const type = naive.getType(name);
    for (const field of fields) {
      const made = isObjectType(type) ? type.getFields()[field.name] : undefined;
      if (made && field.way === 'connector') made.resolve = world.naive(`${name}.${field.name}`);
    }
  }
  return { generated, world, naive, served, [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[] | undefined }[];
}

/** What can be seen of one answer. */
interface Run {
  readonly answer: Answer;
  readonly waits: boolean;
  readonly asked: readonly string[];
  readonly writes: readonly string[];
}

/** Runs one generated document three ways and compares all that can be seen of it. */
async function compareLanes(lanes: Lanes, seed: number, tally: Tally): Promise<void> {
  const { world, naive, served, generated } = lanes;
  const dice = new Dice('document', seed);
  const { text, variables } = generateDocument(dice, generated, `Q${seed}`);
  expect({ text, problems: validate(naive, parse(text)) }).toEqual({ text, problems: [] });
  world.seed = seed;
  world.oddness = dice.one([0, 0, 5, 20]);
  const run = async (answered: Promise<Answer>): Promise<Run> => {
    const answer = await answered;
    return { answer, waits: world.waits, asked: world.asked(), writes: world.writes };
  };
  // The first three times a free-form document is run by graphql-js; then it is compiled, between requests.
  for (const [index, given] of [variables[0], variables[0], variables[0], ...variables].entries()) {
    await setImmediate();
    world.begin();
    const plain = await run(plainly({ schema: naive, source: text, variableValues: given, contextValue: {} }));
    world.begin();
    const ours = await run(served.gateway.execute({ document: text, variables: given }));
    const request = { text, given, index };
    expect({ ...request, ...seen(ours, plain) }).toEqual({ ...request, ...seen(plain, ours) });
    expect({ ...request, asked: new Set(ours.asked).size }).toEqual({ ...request, asked: ours.asked.length });
    const isWritten = isWrittenText(ours.answer);
    const isLeft = world.isOdd || generated.resolvesType === 'async';
    const isExpected = index > 2 && !ours.answer.errors && (isWritten || !isLeft);
    expect({ ...request, isWritten }).toEqual({ ...request, isWritten: isExpected });
    tally.answers++;
    if (ours.answer.errors) tally.withErrors++;
    if (isWritten) tally.written++;
  }
}

const plainly = async (args: GraphQLArgs): Promise<Answer> => graphql(args) as Promise<Answer>;

/** What graphql-js makes has no prototype. */
const isWrittenText = ({ data }: Answer): boolean =>
  typeof data === 'object' && data !== null && Object.getPrototypeOf(data) !== null;

/** Where completion waits and fails, it depends on time who is still asked. */
function seen(run: Run, other: Run): object {
  const { answer, asked, writes } = run;
  const waits = run.waits || other.waits;
  return { writes, ...((!waits || !answer.errors) && { asked }), ...factsOf(answer, waits) };
}

/**
 * The data as text, since the order of keys counts, and the errors; what is not meant for clients is masked by the gateway.
 * Where completion waits, it depends on time which of the errors below a null are told: then the nulls alone count.
 */
function factsOf({ data, errors = [] }: Answer, waits: boolean): object {
  const told = errors.map(({ message, path = [] }) =>
    waits ? nulled(data, path) : `${path.join('/')} ${/^Coded: .*\.$/.exec(message)?.[0] ?? ''}`,
  );
  return { data: JSON.stringify(data), errors: waits ? [...new Set(told)].sort() : told.sort() };
}

/** The position of the null that an error has made. */
function nulled(data: unknown, path: readonly (string | number)[]): string {
  let at = data;
  const found: (string | number)[] = [];
  for (const key of path) {
    if (typeof at !== 'object' || at === null) break;
    at = (at as Record<string | number, unknown>)[key];
    found.push(key);
  }
  return found.join('/');
}

/** Compares documents over some schemas, all made from a seed. */
export async function compareMany(
  seed: number,
  { schemas, documents }: { readonly schemas: number; readonly documents: number },
): Promise<Tally> {
  const tally: Tally = { answers: 0, written: 0, withErrors: 0 };
  for (let schema = 0; schema < schemas; schema++) {
    await using lanes = await openLanes(seed * 1_000 + schema);
    for (let document = 0; document < documents; document++) {
      try {
        await compareLanes(lanes, document, tally);
      } catch (error) {
        throw new Error(`SEED=${seed}, schema ${schema}, document ${document}: ${lanes.generated.sdl(true)}`, {
          cause: error,
        });
      }
    }
  }
  return tally;
}
