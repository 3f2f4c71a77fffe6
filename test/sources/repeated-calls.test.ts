import { describe, expect, test } from 'vitest';
import { type Answer, keyedWrite, named, oneSource, read, shown, write } from './one-source.ts';

/** Fails so often, then answers. */
const failing =
  (times: number, fail: (response: Parameters<Answer>[1]) => void): Answer =>
  (request, response, number) =>
    number <= times ? fail(response) : named(request, response, number);

const wait: Parameters<typeof failing>[1] = (response) => void response.writeHead(429, { 'retry-after': '0' }).end();
const reset: Parameters<typeof failing>[1] = (response) => void response.socket?.resetAndDestroy();
/** The connection ends amid the answer. */
const cut: Parameters<typeof failing>[1] = (response) =>
  void response.writeHead(200, { 'content-length': '900' }).write('{"na', () => response.socket?.end());
/** So it does where the source said that it would, with the answer. */
const cutAsSaid: Parameters<typeof failing>[1] = (response) => {
  response.setHeader('connection', 'close');
  cut(response);
};
const noHttp: Parameters<typeof failing>[1] = (response) => void response.socket?.write('SSH-2.0\r\n');
const sick: Parameters<typeof failing>[1] = (response) => void response.writeHead(500).end();

describe('a call is sent again', () => {
  test.each<[string, object, Parameters<typeof failing>[1], number, string | undefined]>([
    ['a read that should wait', read, wait, 2, undefined],
    ['a read that was reset', read, reset, 2, undefined],
    ['a read that failed', read, sick, 2, undefined],
    ['a read whose answer broke off', read, cut, 2, undefined],
    ['a read whose last answer broke off', read, cutAsSaid, 2, undefined],
    ['not a read that no HTTP came for', read, noHttp, 1, 'UPSTREAM_BAD_RESPONSE'],
    ['a write with a key that was reset', keyedWrite, reset, 2, undefined],
    ['a write with a key whose answer broke off', keyedWrite, cut, 2, undefined],
    ['not a write whose answer broke off', write, cut, 1, 'UPSTREAM_UNKNOWN_OUTCOME'],
    ['not a write that no HTTP came for', write, noHttp, 1, 'UPSTREAM_UNKNOWN_OUTCOME'],
    ['a write with a key that failed', keyedWrite, sick, 2, undefined],
    ['not a write that should wait', write, wait, 1, 'UPSTREAM_OVERLOADED'],
    ['not a write that was reset', write, reset, 1, 'UPSTREAM_UNKNOWN_OUTCOME'],
    ['not a write that failed', write, sick, 1, 'UPSTREAM_ERROR'],
  ])('%s', async (_, params, fail, tries, code) => {
    await using source = await oneSource(failing(1, fail), { retries: 3 });
    const { body } = await source.gateway.post(params);
    expect([source.seen.length, body.errors?.[0]?.extensions.code]).toEqual([tries, code]);
    const state = await shown(source.gateway);
    expect(state.calls).toMatchObject({
      total: 1,
      failed: code ? 1 : 0,
      retried: tries - 1,
      successRate: code ? 0 : 1,
    });
    expect(state.retryBudget).toBe(tries === 1 ? 10 : 9);
    expect(state.lastFailure?.code).toBe(code);
  });

  test('not before the time that the source asks for', async () => {
    const asks: Answer = (request, response, number) =>
      number === 1 ? void response.writeHead(503, { 'retry-after': '1' }).end() : named(request, response, number);
    await using source = await oneSource(asks, { retries: 1, timeouts: { total: '3s' } });
    expect((await source.gateway.post(read)).body.errors).toBeUndefined();
    const [first, second] = source.seen;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('not at all where that is too long, and the client is told how long', async () => {
    const asks: Answer = (_, response) => void response.writeHead(503, { 'retry-after': '60' }).end();
    await using source = await oneSource(asks, { retries: 3 });
    const { body } = await source.gateway.post(read);
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_ERROR',
      source: 'api',
      coordinate: 'Query.mapped',
      retryAfterSeconds: 60,
    });
    expect(source.seen).toHaveLength(1);
  });

  test('no more often than the budget allows, and an open breaker lets none through', async () => {
    await using source = await oneSource(failing(Infinity, sick), { retries: 3, breaker: { calls: 40 } });
    for (let i = 0; i < 35; i++) await source.gateway.post(read);
    const { calls, retryBudget, breaker, lastFailure } = await shown(source.gateway);
    expect([calls.retried, retryBudget, breaker.state, source.seen.length]).toEqual([10, 0, 'OPEN', 40]);
    expect([calls.total, calls.failed, calls.successRate]).toEqual([35, 35, 0]);
    expect(lastFailure?.code).toBe('UPSTREAM_BREAKER_OPEN');
    expect(Date.parse(breaker.since)).toBeLessThanOrEqual(Date.parse(lastFailure?.at ?? ''));
    const health = await (await fetch(`${source.gateway.adminUrl}/readyz`)).json();
    expect(JSON.stringify(health)).toMatch(
      /breaker OPEN since \d{4}-.*, \d+ failures in a row, last UPSTREAM_BREAKER_OPEN at \d{4}-/,
    );
  });
});

test('an answer that is larger than it may be is cut off, and not asked for again', async () => {
  let written = 0;
  const answer: Answer = (_, response) => {
    const chunk = 'x'.repeat(64 * 1024);
    const go = (): void => {
      while (!response.destroyed && written < 64 * 1024 * 1024) {
        written += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', go);
      }
    };
    go();
  };
  await using source = await oneSource(answer, { retries: 3, maxResponse: '1MiB' });
  const { body } = await source.gateway.post(read);
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', coordinate: 'Query.mapped' });
  expect(source.seen).toHaveLength(1);
  expect(written).toBeLessThan(32 * 1024 * 1024);
});
