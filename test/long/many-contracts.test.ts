import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manyOperations } from '../support/projects/many-operations.ts';

const BIN = resolve('bin/tollgate.js');
const ASKED = 'query Asked { gateway { version startedAt generation } }';

interface Serving extends AsyncDisposable {
  /** Seconds of its own until it may receive traffic: what else the machine does is no matter here. */
  readonly readyAfter: number;
  readonly rssMegabytes: () => number;
  /** Milliseconds of an answer by hash. */
  readonly ask: () => Promise<number>;
}

/** A gateway in production, in a process of its own, with so many contracts. */
async function serve(count: number): Promise<Serving> {
  const folder = manyOperations(count);
  writeFileSync(join(folder, 'persisted-queries/asked.graphql'), ASKED);
  const built = spawnSync(process.execPath, [BIN, 'operations', 'build'], { cwd: folder, encoding: 'utf8' });
  expect(built).toMatchObject({ status: 0, stderr: '' });
  const [contract = ''] = globSync('persisted-queries/contracts/Asked.*.json', { cwd: folder });
  const { id } = JSON.parse(readFileSync(join(folder, contract), 'utf8')) as { id: string };

  const env = { ...process.env, PORT: '0', ADMIN_PORT: '0', LOG_LEVEL: 'error', NO_COLOR: '1' };
  const child = spawn(process.execPath, [BIN, 'serve'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  while (!/answers at (\S+),/.test(output)) {
    await Promise.race([once(child.stdout, 'data'), exit.then(() => Promise.reject(new Error(output)))]);
  }
  const [, url = ''] = /answers at (\S+),/.exec(output) ?? [];
  expect((await fetch(new URL('/readyz', url))).status).toBe(200);
  const readyAfter = cpuSeconds(child.pid);
  const body = JSON.stringify({ documentId: id });
  const ask = async (): Promise<number> => {
    const begun = performance.now();
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(await response.json()).toMatchObject({ data: { gateway: { version: expect.any(String) } } });
    return performance.now() - begun;
  };
  return {
    readyAfter,
    rssMegabytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1_024,
    ask,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit;
      rmSync(folder, { recursive: true });
    },
  };
}

/** User and system time, in clock ticks of a hundredth. Source: proc_pid_stat(5), fields 14 and 15. */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

describe.skipIf(process.platform !== 'linux')('10,000 contracts, of which 2,000 are compiled', () => {
  test('are ready in 5 s, take 300 MB at most, and make no answer slower than 10 do', async () => {
    await using few = await serve(10);
    await using many = await serve(10_000);
    for (let request = 0; request < 500; request++) await Promise.all([few.ask(), many.ask()]);
    const times: { few: number[]; many: number[] } = { few: [], many: [] };
    for (let request = 0; request < 2_000; request++) {
      times.few.push(await few.ask());
      times.many.push(await many.ask());
    }
    const found = {
      readyAfter: many.readyAfter,
      moreMegabytes: Math.round(many.rssMegabytes() - few.rssMegabytes()),
      slower: Number((median(times.many) / median(times.few)).toFixed(2)),
    };
    console.log({ ...found, readyAfterWithTen: few.readyAfter });
    expect(found.readyAfter).toBeLessThan(5);
    expect(found.moreMegabytes).toBeLessThan(300);
    expect(found.slower).toBeLessThan(1.1);
  }, 600_000);
});
