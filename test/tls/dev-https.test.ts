import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** `tollgate dev --https` on Atlas, until it has said where it answers. */
async function dev(data: string) {
  const env = { ...process.env, PORT: '0', ADMIN_PORT: '0', TOLLGATE_DATA: data, NO_COLOR: '1' };
  const args = ['bin/tollgate.js', 'dev', '--https', '--config', 'demo/tollgate.config.ts'];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  while (!output.includes('try ')) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return {
    output,
    url: /https:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? '',
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

test('`tollgate dev --https` serves by a pair of its own, made once', async () => {
  const data = mkdtempSync(join(tmpdir(), 'tollgate-data-'));
  const cert = join(data, 'localhost.pem');
  const statusOf = async (url: string): Promise<unknown> => {
    const [response] = await once(request(url, { ca: readFileSync(cert), agent: false }).end(), 'response');
    response.resume();
    return [response.statusCode, response.headers['strict-transport-security']];
  };
  {
    await using first = await dev(data);
    expect(await statusOf(`${first.url}/healthz`)).toEqual([200, undefined]);
    expect(first.output).toMatch(/try +curl --cacert \S*localhost\.pem https:/);
    expect(statSync(join(data, 'localhost-key.pem')).mode & 0o777).toBe(0o600);
  }
  const made = readFileSync(cert, 'utf8');
  await using second = await dev(data);
  expect(await statusOf(`${second.url}/healthz`)).toEqual([200, undefined]);
  expect(readFileSync(cert, 'utf8')).toBe(made);
});
