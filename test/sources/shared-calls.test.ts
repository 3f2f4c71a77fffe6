import { describe, expect, test } from 'vitest';
import type { ServerResponse } from 'node:http';
import {
  type Answer,
  type OneSource,
  type OneSourceOptions,
  named,
  oneSource,
  read,
  readByCode,
  shown,
  until,
} from './one-source.ts';

/** A source that holds its answers back until the test lets them go. */
function held() {
  const waiting: ServerResponse[] = [];
  const answer: Answer = (_, response) => void waiting.push(response);
  const letGo = (): void => {
    for (const [index, response] of waiting.splice(0).entries())
      response.end(JSON.stringify({ name: `answer ${index}` }));
  };
  return { answer, letGo };
}

const from = (who: string) => ({ headers: { authorization: who } });

/** Lets the requests that were sent get as far as they will. */
async function settled({ gateway }: OneSource): Promise<void> {
  for (let i = 0; i < 3; i++) await shown(gateway);
}

describe('identical reads that are under way at once', () => {
  test('are one call, whoever asks by connector or code', async () => {
    const { answer, letGo } = held();
    await using source = await oneSource(answer);
    const asked = [read, read, readByCode, read, readByCode].map((params) => source.gateway.post(params));
    await until(() => source.seen.length === 1);
    await settled(source);
    letGo();
    for (const { body } of await Promise.all(asked)) {
      expect(Object.values(body.data ?? {})).toEqual([{ name: 'answer 0' }]);
    }
    expect(source.seen).toHaveLength(1);
    expect(source.calls).toHaveLength(5);
    const metrics = await (await fetch(`${source.gateway.adminUrl}/metrics`)).text();
    expect(metrics).toContain('tollgate_source_shared_calls_total{tollgate_source="api"} 4\n');
    expect(metrics).toContain('tollgate_source_retries_total{tollgate_source="api"} 0\n');
    await source.gateway.post(read, { signal: AbortSignal.timeout(100) }).catch(() => {});
    expect(source.seen).toHaveLength(2);
  });

  test('are as many calls as there are credentials passed on, and each gets its own answer', async () => {
    const answer: Answer = ({ headers }, response) =>
      void setTimeout(() => response.end(JSON.stringify({ name: headers.authorization ?? 'nobody' })), 50);
    await using source = await oneSource(answer, { forward: { request: ['Authorization'] } });
    const users = Array.from({ length: 60 }, (_, index) => `user ${index % 3}`);
    const answers = await Promise.all([
      ...users.map((who) => source.gateway.post(read, from(who))),
      source.gateway.post(read),
    ]);
    const names = answers.map(({ body }) => (body.data?.['mapped'] as { name: string }).name);
    expect(names).toEqual([...users, 'nobody']);
    expect(source.seen.length).toBeGreaterThanOrEqual(4);
    expect(source.seen.length).toBeLessThan(61);
  });

  test('are two where a connector sends a header of its own', async () => {
    const { answer, letGo } = held();
    await using source = await oneSource(answer);
    const asked = ['mapped', 'headed'].map((field) => source.gateway.post({ query: `{ ${field}(id: "1") { name } }` }));
    await until(() => source.seen.length === 2);
    letGo();
    await Promise.all(asked);
    expect(source.seen.map(({ request }) => request.headers['x-kind']).sort()).toEqual(['a', undefined]);
  });

  test('are two across a reload', async () => {
    const { answer, letGo } = held();
    await using source = await oneSource(answer);
    const before = source.gateway.post(read);
    await until(() => source.seen.length === 1);
    await source.gateway.reload();
    const after = source.gateway.post(read);
    await until(() => source.seen.length === 2);
    letGo();
    expect([(await before).body.errors, (await after).body.errors]).toEqual([undefined, undefined]);
  });

  test('are not shared where answers set cookies', async () => {
    const answer: Answer = (_, response, number) =>
      void setTimeout(() => response.writeHead(200, { 'set-cookie': `session=${number}` }).end('{"name":"x"}'), 50);
    await using source = await oneSource(answer, { forward: { response: ['set-cookie'] } });
    const answers = await Promise.all([read, read, read].map((params) => source.gateway.post(params)));
    const cookies = answers.map(({ headers }) => headers.get('set-cookie'));
    expect(cookies.toSorted()).toEqual(['session=1', 'session=2', 'session=3']);
  });

  test('wait for no call that was begun in a hurry, and one in a hurry may wait for theirs', async () => {
    const { answer, letGo } = held();
    await using source = await oneSource(answer);
    const hurried = { headers: { 'x-tollgate-deadline-ms': '1500' } };
    const asked = [source.gateway.post(read, hurried)];
    await until(() => source.seen.length === 1);
    asked.push(source.gateway.post(read));
    await until(() => source.seen.length === 2);
    asked.push(source.gateway.post(read, hurried), source.gateway.post(read));
    await settled(source);
    letGo();
    for (const { body } of await Promise.all(asked)) expect(body.errors).toBeUndefined();
    expect(source.seen).toHaveLength(2);
  });
});

describe('a caller that leaves a shared call', () => {
  const leaving = async (source: OneSource, count: number) => {
    const controllers = Array.from({ length: count }, () => new AbortController());
    const asked = controllers.map(({ signal }) => source.gateway.post(read, { signal }).catch(() => 'left'));
    await until(() => source.seen.length === 1);
    await settled(source);
    return { controllers, asked };
  };

  test('takes it from no other', async () => {
    const { answer, letGo } = held();
    await using source = await oneSource(answer);
    const { controllers, asked } = await leaving(source, 2);
    controllers[0]?.abort();
    expect(await asked[0]).toBe('left');
    await settled(source);
    expect(source.seen[0]?.closedAt).toBeUndefined();
    letGo();
    expect(await asked[1]).toMatchObject({ body: { data: { mapped: { name: 'answer 0' } } } });
    expect(source.seen).toHaveLength(1);
  });

  test('ends it when it is the last, and who asks after that gets another', async () => {
    const { answer, letGo } = held();
    await using source = await oneSource(answer);
    const { controllers, asked } = await leaving(source, 3);
    for (const controller of controllers) controller.abort();
    await Promise.all(asked);
    await until(() => source.seen[0]?.closedAt !== undefined);
    expect(await shown(source.gateway)).toMatchObject({ inFlight: 0 });
    const after = source.gateway.post(read);
    await until(() => source.seen.length === 2);
    letGo();
    expect((await after).body).toEqual({ data: { mapped: { name: 'answer 1' } } });
  });
});

describe('headers', () => {
  test('pass as the config says, once each whatever their letters', async () => {
    const answer: Answer = (_, response) => {
      response.writeHead(200, { 'Set-Cookie': ['a=1', 'b=2'], 'X-Left': '9', 'x-secret': 's' }).end('{"name":"x"}');
    };
    await using source = await oneSource(answer, {
      headers: { 'X-Fixed': 'config', 'x-kind': 'config' },
      forward: {
        request: ['X-Fixed', 'x-kind', 'ACCEPT-LANGUAGE', 'cookie'],
        response: ['SET-COOKIE', 'x-left', 'x-none'],
      },
    });
    const sent = { 'accept-language': 'nl', cookie: 'c=1', 'X-KIND': 'client', 'x-fixed': 'client', 'x-other': 'no' };
    const { headers } = await source.gateway.post({ query: '{ headed(id: "1") { name } }' }, { headers: sent });
    const raw = source.seen[0]?.request.rawHeaders
      .filter((_, index) => index % 2 === 0)
      .map((name) => name.toLowerCase());
    expect(raw).toEqual([...new Set(raw)]);
    expect(source.seen[0]?.request.headers).toMatchObject({
      'x-fixed': 'config',
      'x-kind': 'a',
      'accept-language': 'nl',
      cookie: 'c=1',
    });
    expect(raw).not.toContain('x-other');
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect([headers.get('x-left'), headers.get('x-secret'), headers.get('x-none')]).toEqual(['9', null, null]);
  });

  test.each<[string, object]>([
    ['forward.request', { forward: { request: ['Connection'] } }],
    ['forward.request', { forward: { request: ['transfer-encoding'] } }],
    ['forward.request', { forward: { request: ['Proxy-Authorization'] } }],
    ['forward.request', { forward: { request: ['host'] } }],
    ['forward.request', { forward: { request: ['x-tollgate-deadline-ms'] } }],
    ['forward.request', { forward: { request: ['a\r\nb'] } }],
    ['forward.response', { forward: { response: ['Content-Length'] } }],
    ['forward.response', { forward: { response: ['keep-alive'] } }],
    ['headers', { headers: { 'Transfer-Encoding': 'chunked' } }],
    ['headers', { headers: { 'x-a': 'b\r\nx-c: d' } }],
    ['headers', { headers: { 'x a': 'b' } }],
    ['credential.header', { credential: { header: 'connection', secrets: [{ env: 'A' }] } }],
  ])('of the connection, or that break a line, are refused at the start: %s %j', async (place, changes) => {
    await expect(oneSource(named, changes)).rejects.toThrow(`config: sources.api.${place}`);
  });

  test('that the gateway says itself come back from no source', async () => {
    const config: OneSourceOptions['config'] = {
      http: { timing: true, cors: { origins: ['https://a.example'] } },
      budgets: [{ per: 'client', requests: 9, window: '1m' }],
    };
    await using source = await oneSource(named, {}, { config });
    const { headers } = await source.gateway.post(read, { headers: { origin: 'https://a.example' } });
    // One speaks of what may be kept, two are lists that several may add to.
    const open = ['cache-control', 'server-timing', 'vary'];
    const own = [...headers.keys(), 'retry-after', 'etag', 'allow'].filter((name) => !open.includes(name));
    expect(own).toEqual(expect.arrayContaining(['ratelimit', 'access-control-allow-origin', 'x-frame-options']));
    const refused = oneSource(named, { forward: { response: own } });
    for (const index of own.keys())
      await expect(refused).rejects.toThrow(`config: sources.api.forward.response.${index}: expected a header that`);
  });
});
