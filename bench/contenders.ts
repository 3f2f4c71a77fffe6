/** Who is measured: a name, and the program that serves the lanes' operations in a process of its own. */
export interface Contender {
  readonly name: string;
  readonly program: URL;
}

/** The yardstick: what the work costs when nothing stands between it and Node. */
export const LIMIT: Contender = { name: 'limit', program: new URL('./limit-process.ts', import.meta.url) };

/** In the order of the report. A new contender is one more line, and a program that calls `joinBench`. */
export const CONTENDERS: readonly Contender[] = [
  LIMIT,
  { name: 'tollgate', program: new URL('./tollgate-process.ts', import.meta.url) },
  { name: 'governed', program: new URL('./governed-process.ts', import.meta.url) },
  { name: 'observed', program: new URL('./observed-process.ts', import.meta.url) },
  { name: 'traced', program: new URL('./traced-process.ts', import.meta.url) },
  { name: 'whole', program: new URL('./whole-process.ts', import.meta.url) },
];

/** Connections that each contender may open to the upstream service: the gateway's default. */
export const CONNECTIONS = 64;
