import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender } from '../contenders.ts';
import { registerOperations } from '../graph/register.ts';
import { startUpstream, type Upstream } from '../upstream.ts';
import { createDriver, type Driver } from './load.ts';
import { type Member, startMember } from './member.ts';

/** A contender that runs, and the driver that asks it. */
export interface Runner {
  readonly name: string;
  readonly member: Member;
  readonly driver: Driver;
}

/** Everything that takes part in a run. */
export interface Field extends AsyncDisposable {
  readonly upstream: Upstream;
  /** In the order of the report. */
  readonly runners: readonly Runner[];
  /** Ids of the registered operations, by name. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Registers the operations and starts all processes. They stay for the whole run, and those not measured stand idle. */
export async function startField(contenders: readonly Contender[]): Promise<Field> {
  await using starting = new AsyncDisposableStack();
  using folder = mkdtempDisposableSync(join(tmpdir(), 'tollgate-bench-'));
  const ids = registerOperations(folder.path);
  const upstream = starting.use(await startUpstream());
  const runners: Runner[] = [];
  for (const { name, program } of contenders) {
    const member = starting.use(await startMember(program, { upstream: upstream.url, folder: folder.path, ids }));
    runners.push({ name, member, driver: starting.use(createDriver(member.url)) });
  }
  const started = starting.move();
  return { upstream, runners, ids, [Symbol.asyncDispose]: () => started.disposeAsync() };
}
