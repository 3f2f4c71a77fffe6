import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { ServerResponse } from 'node:http';
import { blackHole } from '../support/faults/unreachable.ts';
import { type Answer, named, oneSource, read, readByCode, shown, until, write } from './one-source.ts';

const silent: Answer = () => {};

/** Some bytes of an answer every so often, and never the last. */
const dripping =
  (milliseconds: number): Answer =>
  (_, response) => {
    const timer = setInterval(() => response.write(' '), milliseconds);
    response.once('close', () => clearInterval(timer)).writeHead(200);
  };

const stopsAfterTheHead: Answer = (_, response) => void response.writeHead(200).write('{"na');

describe('a call ends in time', () => {
  test.each<[string, Answer, object, number]>([
    ['without a head', silent, { firstByte: '150ms' }, 150],
    ['that goes silent after the head', stopsAfterTheHead, { firstByte: '60ms', idle: '200ms' }, 200],
    ['that never ends', dripping(50), { firstByte: '100ms', idle: '100ms', total: '350ms' }, 350],
    ['without a head, by its whole time', silent, { total: '150ms' }, 150],
  ])('an answer %s', async (_, answer, timeouts, expected) => {
    await using source = await oneSource(answer, { timeouts });
    const startedAt = performance.now();
    const { body } = await source.gateway.post(read);
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      source: 'api',
      coordinate: 'Query.mapped',
      retryable: true,
    });
    const [seen] = source.seen;
    await until(() => seen?.closedAt !== undefined);
    expect((seen?.closedAt ?? 0) - (seen?.at ?? 0)).toBeGreaterThan(expected - 25);
    expect(performance.now() - startedAt).toBeLessThan(expected + 400);
  });

  test('with all its tries and the pauses between them', async () => {
    const answer: Answer = (_, response) => void setTimeout(() => response.writeHead(503).end(), 60);
    await using source = await oneSource(answer, { retries: 5, timeouts: { total: '300ms' } });
    const startedAt = performance.now();
    const { body } = await source.gateway.post(read);
    expect(performance.now() - startedAt).toBeLessThan(600);
    expect(body.errors?.[0]?.extensions.source).toBe('api');
    const tries = source.seen.length;
    expect(tries).toBeGreaterThan(1);
    expect(source.seen.every(({ at }) => at - startedAt < 400)).toBe(true);
    const left = source.seen.map(({ request }) => Number(request.headers['x-tollgate-deadline-ms']));
    expect(left).toEqual(left.toSorted((a, b) => b - a));
    expect(left[0]).toBeLessThanOrEqual(300);
  });

  test('whose handshake never comes', async () => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const { port } = mute.address() as AddressInfo;
    const url = `https://127.0.0.1:${port}`;
    await using source = await oneSource(named, { url, timeouts: { connect: '150ms' }, retries: 3 });
    const startedAt = performance.now();
    const { body } = await source.gateway.post(write);
    expect(performance.now() - startedAt).toBeLessThan(600);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_TLS', retryable: false });
    mute.close();
  });

  test.each(['http', 'https'])('that cannot connect by %s', async (scheme) => {
    await using stand = await blackHole(new URL('http://127.0.0.1'));
    const url = stand?.url.replace('http', scheme) ?? '';
    await using source = await oneSource(named, { url, timeouts: { connect: '150ms' } });
    const startedAt = performance.now();
    const { body } = await source.gateway.post(write);
    expect(performance.now() - startedAt).toBeLessThan(600);
    // It never went out, so it may be sent again though it writes.
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
  });

  test('that a source answers with words that come before an answer', async () => {
    const early: Answer = (_, response) => {
      const timer = setInterval(() => response.writeEarlyHints({ link: '</a>' }), 20);
      response.once('close', () => clearInterval(timer));
    };
    await using source = await oneSource(early, { timeouts: { firstByte: '150ms', total: '9s' } });
    const startedAt = performance.now();
    const { body } = await source.gateway.post(read);
    expect(performance.now() - startedAt).toBeLessThan(600);
    expect(body.errors?.[0]?.extensions.code).toBe('UPSTREAM_TIMEOUT');
  });

  test('while it waits for a place', async () => {
    const waiting: ServerResponse[] = [];
    await using source = await oneSource((_, response) => void waiting.push(response), {
      bulkhead: { concurrency: 1, queue: 5, wait: '100ms' },
    });
    const first = source.gateway.post(read);
    await until(() => waiting.length === 1);
    const others = ['a', 'b'].map((id) => source.gateway.post({ query: `{ mapped(id: "${id}") { name } }` }));
    let state = await shown(source.gateway);
    while (state.queued < 2) state = await shown(source.gateway);
    expect(state).toMatchObject({ inFlight: 1, queued: 2 });
    for (const { body } of await Promise.all(others)) {
      expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_OVERLOADED', retryable: true });
    }
    waiting[0]?.end('{"name":"x"}');
    expect((await first).body.errors).toBeUndefined();
    expect(source.seen).toHaveLength(1);
    expect(await shown(source.gateway)).toMatchObject({ inFlight: 0, queued: 0 });
  });

  test('of a field by the limits of its coordinate, whoever else asks for the same', async () => {
    const answer: Answer = (_, response, number) => void response.writeHead(number < 3 ? 503 : 200).end('{"name":"x"}');
    await using source = await oneSource(answer, { coordinates: { 'Query.slowly': { retries: 5, total: '5s' } } });
    expect((await source.gateway.post({ query: '{ slowly { name } }' })).body).toEqual({
      data: { slowly: { name: 'x' } },
    });
    expect(source.seen).toHaveLength(3);
    expect(await shown(source.gateway)).toMatchObject({ calls: { total: 1, failed: 0, retried: 2, successRate: 1 } });
  });

  test('by limits that name a field of the schema', async () => {
    const coordinates = { 'Query.slowyl': { total: '5s' }, 'Query.coded': {} };
    await expect(oneSource(named, { coordinates })).rejects.toThrow(
      /sources\.api\.coordinates names Query\.slowyl, which no connector of this source is for\. Did you mean "Query\.slowly"\?\n.*Query\.coded/,
    );
  });
});

describe('a deadline', () => {
  const within = (milliseconds: number | string) => ({ headers: { 'x-tollgate-deadline-ms': String(milliseconds) } });

  test.each(['0', '-5', '1.5', '1e3', 'soon', '10000000000', '5, 6'])('of %j is no deadline', async (value) => {
    await using source = await oneSource(named);
    const { status, body } = await source.gateway.post(read, within(value));
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
    expect(source.seen).toEqual([]);
  });

  test('is kept, and told to the source with what is left of it', async () => {
    await using source = await oneSource(silent, { timeouts: { total: '5s', firstByte: '5s' } });
    const startedAt = performance.now();
    const { status, body } = await source.gateway.post(read, within(200));
    expect(performance.now() - startedAt).toBeLessThan(400);
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([504, 'DEADLINE_EXCEEDED']);
    const [seen] = source.seen;
    const told = Number(seen?.request.headers['x-tollgate-deadline-ms']);
    expect(told).toBeGreaterThan(50);
    expect(told).toBeLessThanOrEqual(200);
    await until(() => seen?.closedAt !== undefined);
  });

  test('of the call itself is told where it is the nearer one', async () => {
    await using source = await oneSource(named, { timeouts: { total: '700ms' } });
    await source.gateway.post(read, within(9_000));
    const told = Number(source.seen[0]?.request.headers['x-tollgate-deadline-ms']);
    expect(told).toBeGreaterThan(500);
    expect(told).toBeLessThanOrEqual(700);
  });

  test('is the end of all calls: none begins after it', async () => {
    const answer: Answer = (_, response) => void setTimeout(() => response.end('{"name":"x"}'), 120);
    await using source = await oneSource(answer, { bulkhead: { concurrency: 1 } });
    const query = `{ ${['a', 'b', 'c', 'd'].map((id) => `${id}: mapped(id: "${id}") { name }`).join(' ')} }`;
    expect((await source.gateway.post({ query }, within(180))).status).toBe(504);
    await until(() => source.seen.every(({ closedAt }) => closedAt !== undefined));
    expect(source.seen.length).toBeLessThanOrEqual(2);
    expect(await shown(source.gateway)).toMatchObject({ inFlight: 0, queued: 0 });
  });

  test('that a client sets too near says nothing of the source', async () => {
    const answer: Answer = (_, response) => void setTimeout(() => response.end('{"name":"x"}'), 150);
    await using source = await oneSource(answer, { breaker: { calls: 3 } });
    for (let i = 0; i < 6; i++) await source.gateway.post(read, within(20));
    expect(await shown(source.gateway)).toMatchObject({ breaker: { state: 'CLOSED' } });
    expect((await source.gateway.post(readByCode)).body.errors).toBeUndefined();
  });
});

test('a client that goes away ends its call within 50 ms and frees its place', async () => {
  await using source = await oneSource(silent, {
    timeouts: { total: '9s', firstByte: '9s' },
    bulkhead: { concurrency: 1 },
  });
  const controller = new AbortController();
  const request = source.gateway.post(read, { signal: controller.signal }).catch(() => {});
  await until(() => source.seen.length === 1);
  const leftAt = performance.now();
  controller.abort();
  await request;
  const [seen] = source.seen;
  await until(() => seen?.closedAt !== undefined);
  expect((seen?.closedAt ?? 0) - leftAt).toBeLessThan(50);
  expect(await shown(source.gateway)).toMatchObject({ inFlight: 0, calls: { total: 0 }, lastFailure: null });
});
