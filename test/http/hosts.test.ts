import { describe, expect, test } from 'vitest';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';
import { sendRaw } from '../support/peers/raw-socket.ts';

const get = (path: string, host: string): string => `GET ${path} HTTP/1.1\r\n${host}connection: close\r\n\r\n`;

describe('with names in http.hosts', () => {
  test.each([
    ['api.example.com', 200],
    ['API.example.com:4000', 200],
    ['[::1]:4000', 200],
    ['evil.com', 421],
    ['api.example.com.evil.com', 421],
    ['api.example.com, evil.com', 400],
  ])('%s is answered %i', async (host, status) => {
    await using gateway = await atlasGateway([], {
      config: atlasConfig({ http: { hosts: ['api.example.com', '[::1]'] } }),
    });
    const answer = await sendRaw(
      gateway.url,
      get('/graphql?query=%7B__typename%7D', `host: ${host}\r\napollo-require-preflight: true\r\n`),
    );
    expect(answer.statuses).toEqual([status]);
    if (status === 421) expect(answer.body).toContain('MISDIRECTED_REQUEST');
    expect((await sendRaw(gateway.url, get('/healthz', 'host: 10.0.0.7:4000\r\n'))).statuses).toEqual([200]);
    expect((await sendRaw(gateway.url, get('/nothing', 'host: 10.0.0.7:4000\r\n'))).statuses).toEqual([421]);
  });
});
