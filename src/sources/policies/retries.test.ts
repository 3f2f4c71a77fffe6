import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AttemptFailed } from '../call/attempt-failed.ts';
import { type Repeating, repeat } from './retries.ts';
import { RetryBudget } from './retry-budget.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2027, 0, 1) }));
afterEach(() => void vi.useRealTimers());

const failure = (retryAfter?: string, status = 503): AttemptFailed =>
  new AttemptFailed('UPSTREAM_ERROR', {
    answer: { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter }, text: '' },
    sent: true,
  });

/** When each further try began, in milliseconds, when all of them fail. */
async function triesOf(changes: Partial<Repeating<string>> = {}) {
  const begunAt: number[] = [];
  const start = Date.now();
  const budget = new RetryBudget();
  const once = async (): Promise<string> => {
    begunAt.push(Date.now() - start);
    throw failure();
  };
  const ended = repeat({ failed: failure(), once, most: 3, budget, left: () => 10_000, ...changes }).catch(
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(20_000);
  return { begunAt, budget, ended: await ended };
}

describe('a call that may be repeated', () => {
  test('is tried so often, and takes one from the budget for each further try and none for the last failure', async () => {
    const { begunAt, budget, ended } = await triesOf();
    expect([begunAt.length, budget.left]).toEqual([3, 7]);
    expect(ended).toBeInstanceOf(AttemptFailed);
  });

  test('waits for times that differ, none longer than a second', async () => {
    const pauses: number[] = [];
    for (let i = 0; i < 200; i++) {
      const { begunAt } = await triesOf({ most: 5 });
      pauses.push(...begunAt.map((at, index) => at - (begunAt[index - 1] ?? 0)));
    }
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1_001);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0);
    expect(new Set(pauses).size).toBeGreaterThan(50);
  });

  test.each<[string, string, number | null]>([
    ['no seconds', '0', 0],
    ['a second', '1', 1_000],
    ['a date', 'Fri, 01 Jan 2027 00:00:01 GMT', 1_000],
    ['a date that is past', 'Fri, 01 Jan 2021 00:00:01 GMT', 0],
    ['more than it waits', '2', null],
    ['a date that is too far', 'Fri, 01 Jan 2027 00:00:09 GMT', null],
    ['what is neither', 'soon', 0],
  ])('waits as long as the source asks: %s', async (_, retryAfter, least) => {
    const { begunAt, budget } = await triesOf({ failed: failure(retryAfter), most: 1 });
    expect(begunAt).toHaveLength(least === null ? 0 : 1);
    expect(budget.left).toBe(least === null ? 10 : 9);
    if (least !== null) expect(begunAt[0]).toBeGreaterThanOrEqual(least);
  });

  test.each<[string, Partial<Repeating<string>>]>([
    ['its time is over', { left: () => 0 }],
    ['it has less time than the source asks for', { failed: failure('1'), left: () => 900 }],
    ['the source cannot be trusted', { failed: new AttemptFailed('UPSTREAM_TLS', { sent: false, isFinal: true }) }],
    ['what came cannot be read', { failed: new AttemptFailed('UPSTREAM_BAD_RESPONSE', { sent: true, isFinal: true }) }],
  ])('is not tried again when %s', async (_, changes) => {
    const { begunAt, budget } = await triesOf(changes);
    expect([begunAt, budget.left]).toEqual([[], 10]);
  });

  test('is not tried again when the budget is spent, of which ten successes give one', async () => {
    const budget = new RetryBudget();
    while (budget.take());
    expect((await triesOf({ budget })).begunAt).toEqual([]);
    for (let i = 0; i < 11; i++) budget.succeeded();
    expect((await triesOf({ budget })).begunAt).toHaveLength(1);
  });

  test('gives what a further try gives', async () => {
    const repeated = repeat({
      failed: failure(),
      once: async () => 'well',
      most: 1,
      budget: new RetryBudget(),
      left: () => 10_000,
    });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await repeated).toBe('well');
  });
});

describe('a retry budget', () => {
  test('never holds more than ten, whatever succeeds, and a source that only fails is asked no more', () => {
    const budget = new RetryBudget();
    for (let i = 0; i < 10_000; i++) budget.succeeded();
    expect(budget.left).toBe(10);
    let taken = 0;
    for (let i = 0; i < 10_000; i++) if (budget.take()) taken++;
    expect(taken).toBe(10);
  });

  test('gives a tenth of the calls that succeed', () => {
    const budget = new RetryBudget();
    while (budget.take());
    let taken = 0;
    for (let i = 0; i < 10_000; i++) {
      budget.succeeded();
      if (budget.take()) taken++;
    }
    expect(taken).toBeGreaterThan(900);
    expect(taken).toBeLessThanOrEqual(1_000);
  });
});
