import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setInterval as every } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../persisted-queries/manifest.json' with { type: 'json' };
import { freePort } from '../support/peers/free-port.ts';
import { openSocket } from '../support/peers/raw-socket.ts';

const RATE = 200;
const SECONDS = 15;
const MOST_GROWTH = 50 * 1024;
/** The gateway's own limits, with the second between its looks, the half that a refusal may be read in, and a busy machine's. */
const LIMIT = { headers: 5_000 + 4_000, body: 10_000 + 4_000 };

let gateway: ChildProcess;
let url: string;

beforeAll(async () => {
  const [port, adminPort] = [await freePort(), await freePort()];
  const env = { ...process.env, PORT: String(port), ADMIN_PORT: String(adminPort), LOG_LEVEL: 'warn' };
  gateway = spawn(process.execPath, ['bin/tollgate.js', 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  url = `http://127.0.0.1:${port}`;
  if (gateway.stdout) await once(gateway.stdout, 'data');
  gateway.stdout?.resume();
});

afterAll(() => void gateway.kill('SIGKILL'));

/** KiB of memory that the gateway holds. */
function memory(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))?.[1]);
}

/** So many requests a second, sent on time whether answers come or not; tells how many did not come well. */
async function normalClients(seconds: number): Promise<{ sent: number; failed: number }> {
  const id = manifest.operations.find(({ name }) => name === 'GatewayHealth')?.id;
  const ask = async (): Promise<boolean> => {
    const response = await fetch(`${url}/graphql?documentId=sha256:${id}`);
    return response.status === 200 && 'data' in ((await response.json()) as object);
  };
  const answers: Promise<boolean>[] = [];
  const startedAt = performance.now();
  for await (const _ of every(10)) {
    const due = Math.min(((performance.now() - startedAt) / 1_000) * RATE, seconds * RATE);
    while (answers.length < due) answers.push(ask().catch(() => false));
    if (answers.length >= seconds * RATE) break;
  }
  const well = await Promise.all(answers);
  return { sent: well.length, failed: well.filter((one) => !one).length };
}

interface SlowEnd {
  readonly milliseconds: number;
  readonly text: string;
}

/** A client that sends a little every half second for ever; tells when and with what words it was cut off. */
async function slowClient(head: string): Promise<SlowEnd> {
  const socket: Socket = await openSocket(url);
  const startedAt = performance.now();
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  socket.write(head);
  const timer = setInterval(() => socket.writable && socket.write('a'), 500);
  await once(socket, 'close');
  clearInterval(timer);
  return { milliseconds: performance.now() - startedAt, text };
}

const slowClients = (count: number, head: string): Promise<SlowEnd[]> =>
  Promise.all(Array.from({ length: count }, () => slowClient(head)));

test('500 slow heads and 200 slow bodies cost 200 normal requests a second nothing', async () => {
  await normalClients(5); // the heap has its size
  const before = memory();
  let highest = before;
  const sampling = setInterval(() => (highest = Math.max(highest, memory())), 250);
  const [normal, heads, bodies] = await Promise.all([
    normalClients(SECONDS),
    slowClients(500, 'POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: '),
    slowClients(
      200,
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n',
    ),
  ]);
  clearInterval(sampling);
  expect(normal).toEqual({ sent: SECONDS * RATE, failed: 0 });
  const slowest = (ends: readonly SlowEnd[]): number => Math.max(...ends.map(({ milliseconds }) => milliseconds));
  expect(slowest(heads)).toBeLessThan(LIMIT.headers);
  expect(slowest(bodies)).toBeLessThan(LIMIT.body);
  for (const { text } of [...heads, ...bodies]) {
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 408']);
    expect(text).toContain('REQUEST_TIMEOUT');
  }
  expect(highest - before).toBeLessThan(MOST_GROWTH);
});
