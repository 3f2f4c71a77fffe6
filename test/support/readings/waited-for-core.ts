import { readFileSync } from 'node:fs';

/** Share of a time above which milliseconds are those of others that held the cores. */
export const MOST_STARVED = 0.05;

/** Milliseconds that the main thread of a process was ready to run and did not. Source: Linux, sched-stats. */
export const waitedForCore = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
