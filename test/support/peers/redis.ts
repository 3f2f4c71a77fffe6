import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine has a Redis to start. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis of a test's own, in a process that it may stop, freeze and kill. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  /** Sends one command, and gives what came back. */
  readonly tell: (command: string) => Promise<string>;
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Kills the process and waits until it is gone. */
  readonly kill: () => Promise<void>;
  /** Starts it anew, empty. */
  readonly start: () => Promise<void>;
}

/** Starts a Redis on a port of the loopback that nothing else listens on. */
export async function startRedis(port: number): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-redis-'));
  let child = await started(port, folder);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    async tell(command) {
      const socket = connect(port, '127.0.0.1').setEncoding('utf8');
      socket.write(`${command}\r\nQUIT\r\n`);
      let answer = '';
      for await (const chunk of socket) answer += String(chunk);
      return answer;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    async start() {
      child = await started(port, folder);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

async function started(port: number, folder: string): Promise<ChildProcess> {
  const nothingKept = ['--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...nothingKept]);
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (output.includes('Ready to accept connections')) {
      child.stdout.resume(); // its log is read on, or it would wait for a reader
      return child;
    }
  }
  throw new Error(`Redis did not start: ${output}`);
}
