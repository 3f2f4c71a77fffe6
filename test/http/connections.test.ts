import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Plugin } from '../../src/index.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';
import { openSocket, sendRaw } from '../support/peers/raw-socket.ts';

const HEAD = 'GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: x\r\napollo-require-preflight: 1\r\n';
const KEPT = `${HEAD}\r\n`;
const LAST = `${HEAD}connection: close\r\n\r\n`;

/** Holds the requests that say so until the test lets them go. */
function holding() {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { promise: held, resolve: holds } = Promise.withResolvers<void>();
  const plugin: Plugin = {
    name: 'hold',
    async run({ request }) {
      if (request.header('x-hold') === undefined) return;
      holds();
      await gate;
    },
  };
  return { plugin, open, held };
}

describe('many requests on one connection', () => {
  test('100 at once are answered in order', async () => {
    await using gateway = await atlasGateway([]);
    const numbered = Array.from({ length: 100 }, (_, index) =>
      (index < 99 ? KEPT : LAST).replace('__typename', `a${index}:__typename`),
    );
    const { statuses, text } = await sendRaw(gateway.url, numbered.join(''));
    expect(statuses).toEqual(Array.from({ length: 100 }, () => 200));
    expect([...text.matchAll(/"a(\d+)"/g)].map(([, number]) => Number(number))).toEqual([...numbered.keys()]);
  });

  test('those that wait are bounded', async () => {
    await using gateway = await atlasGateway([], { config: atlasConfig({ http: { limits: { pipelined: 2 } } }) });
    const { statuses, text } = await sendRaw(gateway.url, KEPT.repeat(4) + LAST);
    expect(statuses).toEqual([200, 200, 200, 503, 503]);
    expect(text).toContain('OVERLOADED');
    expect(text.toLowerCase()).toContain('retry-after: 1');
  });

  test('those that wait are settled when the client goes, and none is left', async () => {
    const { plugin, held, open } = holding();
    const outcomes: string[] = [];
    const { promise: all, resolve: settledAll } = Promise.withResolvers<void>();
    const spy: Plugin = {
      name: 'spy',
      observe: {
        settled({ outcome }) {
          outcomes.push(outcome);
          if (outcomes.length === 4) settledAll();
        },
      },
    };
    const gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [plugin, spy] } }) });
    const socket = await openSocket(gateway.url);
    socket.write(`${HEAD}x-hold: 1\r\n\r\n${KEPT}${KEPT}`);
    await held;
    socket.destroy();
    await once(socket, 'close');
    // Answered after the listener saw the connection go.
    await gateway.post({ query: '{__typename}' });
    open();
    await all;
    expect(outcomes.sort()).toEqual(['aborted', 'aborted', 'aborted', 'ok']);
    expect(await gateway.stop()).toEqual({ unfinished: 0 });
  });

  test('a connection is renewed after so many requests', async () => {
    await using gateway = await atlasGateway([], {
      config: atlasConfig({ http: { limits: { requestsPerConnection: 2 } } }),
    });
    const socket = await openSocket(gateway.url);
    const told: unknown[] = [];
    for (let sent = 0; sent < 2; sent++) {
      socket.write(KEPT);
      told.push(/connection: ([a-z-]+)/i.exec(String((await once(socket, 'data'))[0]))?.[1]);
    }
    expect(told).toEqual(['keep-alive', 'close']);
    socket.destroy();
  });
});

describe('many connections', () => {
  test('one above the limit is closed, those before it go on', async () => {
    await using gateway = await atlasGateway([], { config: atlasConfig({ http: { limits: { connections: 1 } } }) });
    const first = await openSocket(gateway.url);
    first.write(KEPT);
    await once(first, 'data');
    const second = await openSocket(gateway.url);
    await once(second, 'close');
    first.write(KEPT);
    expect(String((await once(first, 'data'))[0])).toContain('"__typename":"Query"');
    expect(gateway.signals).toMatchObject([{ name: 'connections.closed', attributes: { closed: 1 } }]);
    first.destroy();
  });

  test('a kept connection says for how long', async () => {
    await using gateway = await atlasGateway([]);
    const { headers } = await gateway.post({ query: '{__typename}' });
    expect(headers.get('keep-alive')).toMatch(/^timeout=75\b/);
  });
});

test('a client that does not take its answer is cut off', async () => {
  const { promise: settled, resolve } = Promise.withResolvers<string>();
  const large = 'x'.repeat(20_000_000);
  const resolvers = { Query: { airport: () => ({ code: large }) } };
  const spy: Plugin = { name: 'spy', observe: { settled: ({ outcome }) => resolve(outcome) } };
  await using gateway = await atlasGateway([], {
    config: atlasConfig({
      resolvers,
      http: { limits: { response: '30MiB' }, timeouts: { send: '200ms' } },
      plugins: { received: [spy] },
    }),
  });
  const socket = await openSocket(gateway.url);
  socket.pause();
  socket.write(
    `GET /graphql?query=${encodeURIComponent('{airport(code:"x"){code}}')} HTTP/1.1\r\nhost: x\r\napollo-require-preflight: 1\r\n\r\n`,
  );
  expect(await settled).toBe('aborted');
  socket.destroy();
});
