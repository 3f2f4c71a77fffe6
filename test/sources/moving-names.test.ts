import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { named, oneSource } from './one-source.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('a service whose name moves is followed within a minute, though its old address still answers', async () => {
  const hosts: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    hosts.push(request.socket.localAddress);
    response.end('{"name":"x"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  let address = '127.0.0.1';
  vi.spyOn(dns, 'lookup').mockImplementation(((
    _: string,
    options: { all?: boolean },
    done: (...given: unknown[]) => void,
  ) => (options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4))) as never);
  await using source = await oneSource(named, { url: `http://moving.invalid:${port}` });
  const ask = async (id: string): Promise<void> => {
    const { body } = await source.gateway.post({ query: `{ mapped(id: "${id}") { name } }` });
    expect(body).toEqual({ data: { mapped: { name: 'x' } } });
  };
  vi.useFakeTimers({ toFake: ['Date'] });
  await ask('a');
  address = '127.0.0.2';
  await ask('b');
  vi.setSystemTime(Date.now() + 61_000);
  await ask('c');
  expect(hosts).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.2']);
  server.close().closeAllConnections();
});
