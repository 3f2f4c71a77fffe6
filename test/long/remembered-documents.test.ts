import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createTestGateway, type TestGateway } from '../../src/testing.ts';
import { sdlFolder } from '../support/projects/sdl-folder.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const heap = (): number => {
  collect();
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

async function ask(gateway: TestGateway, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) expect((await gateway.execute({ document: `{ n${n}: a }` })).status).toBe(200);
}

/** What is remembered of them is bounded by what it takes, not by the length of their texts alone. */
test('short documents without end take no memory without end', async () => {
  using folder = sdlFolder({ 'schema.graphql': 'type Query { a: ID }' });
  const resolvers = { Query: { a: () => 'x' } };
  await using gateway = await createTestGateway({ root: folder.root, config: { schema: 'schema.graphql', resolvers } });
  const logs = gateway.logs as unknown[];
  const before = heap();
  for (let n = 0; n < 40_000; n += 1_000) {
    await ask(gateway, n, n + 1_000);
    logs.length = 0;
  }
  expect(heap() - before).toBeLessThan(80);
});
