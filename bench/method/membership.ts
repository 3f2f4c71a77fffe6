import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a process is told at its start. */
export interface Setup {
  /** Base address of the upstream service. */
  readonly upstream: string;
  /** Where the registered operations and their contracts stand; read at the start and gone soon after. */
  readonly folder: string;
  /** Ids of the registered operations, by name. */
  readonly ids: Readonly<Record<string, string>>;
}

/** What a process has used since its start. */
export interface Usage {
  /** User and system time of the whole process, with its compiler and collector threads. */
  readonly cpuMicros: number;
  readonly rssMb: number;
  /** 99th percentile of the event loop's delay since the last asking, in milliseconds, where the process measures it. */
  readonly loopDelayP99?: number;
}

export function readSetup(): Setup {
  return JSON.parse(process.argv[2] ?? '') as Setup;
}

interface Watching {
  readonly loopDelayP99?: () => number;
  /** Told before memory is read, so that what is garbage does not count; its time does not count either. */
  readonly sweep?: () => void;
  /** Where it tells its metrics. */
  readonly adminUrl?: string;
}

/** Tells the bench the address, then the usage whenever it asks; ends with the bench, however that ends. */
export function joinBench(url: string, { loopDelayP99, sweep, adminUrl }: Watching = {}): void {
  let swept = 0;
  const cpuMicros = (): number => {
    const { user, system } = process.cpuUsage();
    return user + system - swept;
  };
  process.on('message', () => {
    const used = cpuMicros();
    sweep?.();
    swept += cpuMicros() - used;
    const usage: Usage = {
      cpuMicros: used,
      rssMb: process.memoryUsage.rss() / 2 ** 20,
      ...(loopDelayP99 && { loopDelayP99: loopDelayP99() }),
    };
    process.send?.(usage);
  });
  process.once('disconnect', () => process.exit());
  process.send?.({ url, adminUrl });
}

/** Joins with a server of one's own, on a port that the system chooses. */
export function listenAndJoin(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    joinBench(`http://127.0.0.1:${port}`);
  });
}
