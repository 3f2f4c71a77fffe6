import { describe, expect, test, vi } from 'vitest';
import type { ConfigInput } from '../../src/index.ts';
import { fakeClock, type TestAnswer, type TestGateway } from '../../src/testing.ts';
import { scrape } from '../support/readings/metrics.ts';
import { serveSdl } from '../support/projects/serve-sdl.ts';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  type Query {
    thing(id: ID!): String @connect(source: "api", http: { GET: "/things/{$args.id}" }, selection: "$.name")
  }
  type Mutation {
    write(id: ID!): String @connect(source: "api", http: { POST: "/things/{$args.id}" }, selection: "$.name")
  }
`;

type Overload = NonNullable<ConfigInput['overload']>;

/** A gateway over a service that answers what it is asked when it is told to, or at once after that. */
async function heldGateway(overload: Overload, more: Partial<ConfigInput> = {}, clock = fakeClock()) {
  const held = new Map<string, () => void>();
  let open = false;
  const answered = { name: 'x' };
  const served = await serveSdl(
    SDL,
    ({ pathname }) =>
      open ? answered : new Promise((resolve) => held.set(pathname.slice(-1), () => resolve(answered))),
    { overload: { wait: '20s', reserve: '0%', ...overload }, ...more },
    { clock },
  );
  const { gateway, service } = served;
  return {
    gateway,
    clock,
    read: (id: string, init?: RequestInit) => gateway.post({ query: `{ thing(id: "${id}") }` }, init),
    write: (id: string) => gateway.post({ query: `mutation { write(id: "${id}") }` }),
    /** The service was asked so many times. */
    asked: (count: number) => vi.waitFor(() => expect(service.calls).toHaveLength(count)),
    calls: service.calls,
    answer(id: string) {
      held.get(id)?.();
    },
    answerAll() {
      open = true;
      for (const answer of held.values()) answer();
    },
    [Symbol.asyncDispose]: async () => {
      open = true;
      for (const answer of held.values()) answer();
      await served[Symbol.asyncDispose]();
    },
  };
}

const refusal = ({ status, headers, body }: TestAnswer) => [
  status,
  body.errors?.[0]?.extensions.code,
  body.errors?.[0]?.extensions['retryable'],
  headers.get('retry-after'),
];

const waiting = (gateway: TestGateway, count: number) =>
  vi.waitFor(async () => expect((await scrape(gateway)).value('tollgate_requests_waiting')).toBe(count));

describe('a gateway without room', () => {
  test('refuses with OVERLOADED, and says when to come again; what has a place is served', async () => {
    await using held = await heldGateway({ concurrency: { most: 2 }, queue: 0 });
    const [first, second] = [held.read('1'), held.read('2')];
    await held.asked(2);
    expect(refusal(await held.read('3'))).toEqual([503, 'OVERLOADED', true, '1']);
    expect(refusal(await held.read('4'))).toEqual([503, 'OVERLOADED', true, '2']);
    expect((await held.gateway.fetch('/readyz')).status).toBe(200);
    held.answerAll();
    expect([(await first).status, (await second).status, (await held.read('5')).status]).toEqual([200, 200, 200]);
    expect(held.calls).toHaveLength(3);
  });

  test('lets some wait, and the next place goes to a mutation', async () => {
    await using held = await heldGateway({ concurrency: { most: 1 }, queue: 2 });
    const first = held.read('1');
    await held.asked(1);
    const read = held.read('2');
    await waiting(held.gateway, 1);
    const write = held.write('3');
    await waiting(held.gateway, 2);
    expect((await held.read('4')).status).toBe(503);
    held.answer('1');
    await first;
    await held.asked(2);
    expect(held.calls.at(-1)).toContain('POST');
    held.answerAll();
    expect([(await write).status, (await read).status]).toEqual([200, 200]);
  });

  test('refuses what has waited long enough', async () => {
    await using held = await heldGateway({ concurrency: { most: 1 }, wait: '30ms' });
    void held.read('1');
    await held.asked(1);
    expect(refusal(await held.read('2'))).toEqual([503, 'OVERLOADED', true, '1']);
  });

  test('keeps places for mutations', async () => {
    await using held = await heldGateway({ concurrency: { most: 10 }, reserve: '10%', queue: 0 });
    const reads = ['0', '1', '2', '3', '4', '5', '6', '7'].map((id) => held.read(id));
    await held.asked(8);
    expect((await held.read('8')).status).toBe(503);
    const writes = [held.write('a'), held.write('b')];
    await held.asked(10);
    expect((await held.write('c')).status).toBe(503);
    held.answerAll();
    expect(await Promise.all([...reads, ...writes].map(async (one) => (await one).status))).toEqual(
      Array.from({ length: 10 }, () => 200),
    );
  });

  test('spends nothing on what it refuses: neither texts nor values are looked at', async () => {
    await using held = await heldGateway({ concurrency: { most: 1 }, queue: 0 });
    void held.read('1');
    await held.asked(1);
    const query = 'query ($id: ID!) { thing(id: $id) }';
    expect((await held.gateway.post({ query, variables: {} })).status).toBe(503);
    expect((await held.gateway.post({ query: '{ nothing }' })).status).toBe(503);
    expect((await held.gateway.post({ query: 'mutation { nothing }' })).status).toBe(422);
  });
});

describe('a place is given back once', () => {
  const places = async (gateway: TestGateway) => (await scrape(gateway)).value('tollgate_requests_under_way');
  const none = (gateway: TestGateway) => vi.waitFor(async () => expect(await places(gateway)).toBe(0));

  test('by what is answered, refused later on, or fails', async () => {
    await using held = await heldGateway({ concurrency: { most: 1 }, queue: 0 });
    held.answerAll();
    for (let round = 0; round < 3; round++) {
      expect((await held.read('1')).status).toBe(200);
      await none(held.gateway);
      expect((await held.gateway.post({ query: 'query ($id: ID!) { thing(id: $id) }' })).status).toBe(422);
      await none(held.gateway);
    }
  });

  test('by whoever goes away, with a place or waiting for one', async () => {
    await using held = await heldGateway({ concurrency: { most: 1 }, queue: 9 });
    const [has, waits] = [new AbortController(), new AbortController()];
    const gone = [
      held.read('1', { signal: has.signal }).catch(() => 'gone'),
      held.asked(1).then(() => held.read('2', { signal: waits.signal }).catch(() => 'gone')),
    ];
    await waiting(held.gateway, 1);
    const stays = held.read('3');
    await waiting(held.gateway, 2);
    waits.abort();
    await waiting(held.gateway, 1);
    expect(await places(held.gateway)).toBe(1);
    has.abort();
    await held.asked(2);
    held.answerAll();
    expect([await Promise.all(gone), (await stays).status]).toEqual([['gone', 'gone'], 200]);
    await none(held.gateway);
    expect((await scrape(held.gateway)).families.get('tollgate_requests_shed_total')?.samples).toEqual([]);
  });

  test('by a batch whose connection ends, where one element waits for the place of another', async () => {
    await using held = await heldGateway({ concurrency: { most: 1 }, queue: 9 }, { http: { limits: { batch: 9 } } });
    const leaves = new AbortController();
    const batch = ['1', '2', '3'].map((id) => ({ query: `{ thing(id: "${id}") }` }));
    const gone = held.gateway.post(batch, { signal: leaves.signal }).catch(() => 'gone');
    await waiting(held.gateway, 2);
    leaves.abort();
    expect(await gone).toBe('gone');
    await none(held.gateway);
    held.answerAll();
    expect((await held.read('4')).status).toBe(200);
  });

  test('across a reload: the requests of both generations share the places', async () => {
    await using held = await heldGateway({ concurrency: { most: 1 }, queue: 0 });
    const before = held.read('1');
    await held.asked(1);
    await held.gateway.reload();
    expect((await held.read('2')).status).toBe(503);
    held.answerAll();
    expect((await before).status).toBe(200);
    await none(held.gateway);
  });
});

describe('operators see', () => {
  const check = async ({ adminUrl }: TestGateway) => {
    const { checks } = (await (await fetch(`${adminUrl}/readyz`)).json()) as { checks: { name: string }[] };
    return checks.find(({ name }) => name === 'overload');
  };

  test('an overload in health, in metrics, and when it begins and ends as a signal', async () => {
    await using held = await heldGateway({ concurrency: { most: 1 }, queue: 0 });
    const { gateway, clock } = held;
    const named = () => gateway.signals.filter(({ name }) => name.startsWith('overload.'));
    expect(await check(gateway)).toMatchObject({ kind: 'capacity', status: 'pass' });
    void held.read('1');
    await held.asked(1);
    for (const id of ['2', '3']) expect((await held.read(id)).status).toBe(503);
    expect((await held.write('4')).status).toBe(503);
    expect(await check(gateway)).toMatchObject({
      status: 'warn',
      detail: expect.stringMatching(
        /^1 requests under way of 1, 0 waiting, 3 refused; .*`overload\.concurrency\.most`/,
      ),
    });
    const metrics = await scrape(gateway);
    const shed = (priority: string) =>
      metrics.value('tollgate_requests_shed_total', { priority, reason: 'concurrency' });
    expect([shed('free'), shed('registered'), shed('mutation')]).toEqual([2, undefined, 1]);
    expect(metrics.value('tollgate_requests_limit')).toBe(1);
    expect(named()).toMatchObject([{ level: 'warn', name: 'overload.began', attributes: { limit: 1, underWay: 1 } }]);
    clock.advance(2_000);
    await vi.waitFor(() => expect(named()).toHaveLength(2));
    expect(named()[1]).toMatchObject({ level: 'info', name: 'overload.ended', attributes: { refused: 3 } });
    expect(await check(gateway)).toMatchObject({ status: 'pass' });
  });

  test('the cause, where the event loop is late', async () => {
    const late: ConfigInput['plugins'] = {
      received: [{ name: 'busy', run: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40) }],
    };
    await using held = await heldGateway(
      { concurrency: { most: 100, least: 1 }, delay: '10ms', queue: 0 },
      { plugins: late },
    );
    held.answerAll();
    let refused = 0;
    for (let round = 0; round < 20 && refused === 0; round++) {
      const answers = await Promise.all(Array.from({ length: 25 }, (_, id) => held.read(String(id))));
      refused += answers.filter(({ status }) => status === 503).length;
    }
    expect(refused).toBeGreaterThan(0);
    const [began] = held.gateway.signals.filter(({ name }) => name === 'overload.began');
    expect(began).toMatchObject({ attributes: { cause: 'event_loop' } });
  });
});
