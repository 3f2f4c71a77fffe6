import { expect, test } from 'vitest';
import { fakeClock } from '../../src/testing.ts';
import { type Answer, oneSource, shown } from './one-source.ts';

const storm: Answer = (_, response) => void response.writeHead(503).end();
const hang: Answer = () => {};

test.each<[string, Answer, object]>([
  ['fails all calls', storm, {}],
  ['hangs', hang, { timeouts: { firstByte: '5ms' } }],
])(
  'a source that %s is asked for hardly more than its clients ask, and once in each open period',
  async (_, answer, changes) => {
    const clock = fakeClock();
    await using source = await oneSource(answer, { retries: 3, ...changes }, { options: { clock } });
    const perPeriod: number[] = [];
    let asked = 0;
    let seen = 0;
    const ask = async (): Promise<void> => {
      await source.gateway.post({ query: `{ mapped(id: "${asked++}") { name } }` });
    };
    while ((await shown(source.gateway)).breaker.state === 'CLOSED') await ask();
    // All that may be tried again is the budget, of ten at first.
    expect(source.seen.length).toBeLessThanOrEqual(asked + 10);
    for (let period = 0; period < 20; period++) {
      seen = source.seen.length;
      clock.advance(5_000);
      for (let i = 0; i < 10; i++) await ask();
      perPeriod.push(source.seen.length - seen);
    }
    expect(perPeriod).toEqual(Array.from({ length: 20 }, () => 1));
    expect(source.seen.length).toBeLessThanOrEqual(1.1 * asked);
  },
);
