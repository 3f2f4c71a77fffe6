import { vi } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';

interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, as `bin/tollgate.js` does in its own. */
export async function tollgate(args: readonly string[], cwd = '.'): Promise<Run> {
  const before = process.cwd();
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk);
      return true;
    });
  }
  try {
    process.chdir(cwd);
    await runProgram(args);
    return { status: Number(process.exitCode ?? 0), ...written };
  } finally {
    vi.restoreAllMocks();
    process.chdir(before);
    process.exitCode = 0;
  }
}
