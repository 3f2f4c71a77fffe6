import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { WrittenResult } from '../../src/kernel/written-result.ts';
import { serveShop } from '../connectors/shop.ts';

test('an answer that was written as text is read by nobody on its way out, budgets and all', async () => {
  const budgets = [{ per: 'client', points: 1_000_000, window: '1m' }] as const;
  await using served = await serveShop({ changes: { budgets: [...budgets] } });
  const query = '{ products { name } }';
  const ask = async () => (await served.gateway.post({ query })).body.data;
  const interpreted = await ask();
  expect(interpreted).toMatchObject({ products: [{}, {}, {}] });
  for (let time = 0; time < 4; time++) {
    await setImmediate(); // it is compiled between requests, after the third
    await ask();
  }

  const written = vi.spyOn(WrittenResult.prototype, 'text', 'get');
  const read = vi.spyOn(WrittenResult.prototype, 'data', 'get');
  expect(await ask()).toEqual(interpreted);
  expect(written).toHaveBeenCalled();
  expect(read).not.toHaveBeenCalled();
});
