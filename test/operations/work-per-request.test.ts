import { readFileSync } from 'node:fs';
import { beforeEach, expect, test, vi } from 'vitest';
import type * as compileAnswer from '../../src/execution/compiled/compile-answer.ts';
import type * as costOfDocument from '../../src/governance/cost/formula/cost-of-document.ts';
import type * as planBuilder from '../../src/sources/plan/plan-builder.ts';
import type { TestGateway } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';

/** What is done to a registered operation, and how often: counted in the gateway and in Apollo Server alike. */

const { count, counting } = vi.hoisted(() => {
  const times = { parse: 0, validate: 0, plan: 0, compile: 0, cost: 0 };
  /** Counts how often a function is called, or a class made. */
  const watch = <T extends object>(real: T, what: keyof typeof times): T =>
    new Proxy(real, {
      apply(target, self, args: unknown[]) {
        times[what]++;
        return Reflect.apply(target as () => unknown, self, args) as unknown;
      },
      construct(target, args: unknown[]) {
        times[what]++;
        return Reflect.construct(target as new () => object, args) as object;
      },
    });
  // graphql-js is CommonJS whose files call each other by their exports: replaced there, whoever calls is counted.
  const load = process.getBuiltinModule('node:module').createRequire(`${process.cwd()}/package.json`);
  for (const [file, name] of [
    ['graphql/language/parser.js', 'parse'],
    ['graphql/validation/validate.js', 'validate'],
  ] as const) {
    const exported = load(file) as Record<string, object>;
    exported[name] = watch(exported[name] ?? {}, name);
  }
  return { count: times, counting: watch };
});

vi.mock('../../src/sources/plan/plan-builder.ts', async (load) => {
  const real = await load<typeof planBuilder>();
  return { ...real, PlanBuilder: counting(real.PlanBuilder, 'plan') };
});
vi.mock('../../src/execution/compiled/compile-answer.ts', async (load) => {
  const real = await load<typeof compileAnswer>();
  return { ...real, compileAnswer: counting(real.compileAnswer, 'compile') };
});
vi.mock('../../src/governance/cost/formula/cost-of-document.ts', async (load) => {
  const real = await load<typeof costOfDocument>();
  return { ...real, costOfDocument: counting(real.costOfDocument, 'cost') };
});

const NONE = { ...count };
const manifest = JSON.parse(readFileSync('persisted-queries/manifest.json', 'utf8')) as {
  operations: { id: string; name: string; body: string }[];
};
const { operations } = manifest;

/** What the work counts for: each since the last time that it was asked. */
const spent = () => {
  const since = { ...count };
  Object.assign(count, NONE);
  return since;
};
beforeEach(() => void spent());

/** In production, where the contracts of the last build are served. */
const serve = (prepared: number): Promise<TestGateway> =>
  atlasGateway([], {
    dev: false,
    config: atlasConfig({
      operations: { ...atlasConfig({}).operations, prepared, mode: 'safelist' },
      http: { drain: { notice: '0ms' } },
    }),
  });

/** Every registered operation, by its hash. Most are refused or fail, for lack of variables and sources: found they all are. */
async function askForAll({ post }: TestGateway): Promise<void> {
  for (const { id } of operations) {
    const { status, body } = await post({ documentId: id });
    expect([status, body.errors?.[0]?.extensions.code]).not.toContain('PERSISTED_QUERY_NOT_IN_LIST');
  }
}

test('what is prepared is parsed, planned and compiled once, before the first request, and nothing is at run time', async () => {
  await using gateway = await serve(operations.length);
  const { parse, ...prepared } = spent();
  expect(prepared).toEqual({ validate: 0, plan: operations.length, compile: operations.length, cost: 0 });
  expect(parse).toBeGreaterThanOrEqual(operations.length); // the schema's files too
  for (let round = 0; round < 3; round++) await askForAll(gateway);
  expect(spent()).toEqual(NONE);

  await gateway.reload();
  expect(spent()).toMatchObject({ validate: 0, plan: operations.length, compile: operations.length, cost: 0 });
  await askForAll(gateway);
  expect(spent()).toEqual(NONE);
});

test('what is not prepared is parsed on first use, once, and never validated or costed', async () => {
  await using gateway = await serve(0);
  expect(spent()).toMatchObject({ validate: 0, plan: 0, compile: 0, cost: 0 });
  await askForAll(gateway);
  const first = spent();
  expect(first).toMatchObject({ parse: operations.length, validate: 0, cost: 0 });
  expect(first.plan).toBeLessThanOrEqual(operations.length);
  expect(first.compile).toBeLessThanOrEqual(operations.length);
  expect(first.plan).toBeGreaterThan(5); // those that need no variables
  await askForAll(gateway);
  expect(spent()).toEqual(NONE);
});

test('a text is compared with the few of its name', async () => {
  await using gateway = await serve(0);
  spent();
  const body = operations.find(({ name }) => name === 'GatewayErrors')?.body ?? '';
  expect((await gateway.post({ query: body.replaceAll('\n', ' ,') })).status).toBe(200);
  expect(spent()).toMatchObject({ parse: 2, validate: 0 });
  expect((await gateway.post({ query: '{ gateway { version } }' })).status).toBe(403);
  expect(spent()).toMatchObject({ parse: 1, validate: 0 });
});
