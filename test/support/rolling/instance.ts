import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** A gateway in production, a process of its own, that can be ended and started again on its ports. */
export interface Instance extends AsyncDisposable {
  readonly port: number;
  readonly adminPort: number;
  readonly pid: () => number;
  /** Ends it by SIGTERM; gives its exit code. */
  readonly end: () => Promise<number | null>;
  readonly start: () => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly output: () => string;
}

export async function startInstance(folder: string, port: number, adminPort: number): Promise<Instance> {
  let child: ChildProcess | undefined;
  let output = '';
  const start = async (): Promise<void> => {
    const env = { ...process.env, PORT: String(port), ADMIN_PORT: String(adminPort), LOG_LEVEL: 'warn', NO_COLOR: '1' };
    const started = spawn(process.execPath, [resolve('bin/tollgate.js'), 'serve'], { cwd: folder, env });
    child = started;
    let said = '';
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk) => {
        said += String(chunk);
        output += String(chunk);
      });
    while (!said.includes('answers at')) {
      await Promise.race([once(started.stdout, 'data'), once(started, 'exit')]);
      if (started.exitCode !== null) throw new Error(`The gateway did not start: ${said}`);
    }
  };
  const end = async (): Promise<number | null> => {
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await gone) as [number | null];
    return code;
  };
  await start();
  return {
    port,
    adminPort,
    pid: () => child?.pid ?? 0,
    start,
    end,
    signal: (signal) => void child?.kill(signal),
    output: () => output,
    [Symbol.asyncDispose]: async () => void (await end()),
  };
}
