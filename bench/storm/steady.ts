import type { Pool } from 'undici';
import { call } from '../method/call.ts';
import type { Shot } from '../method/load.ts';

export interface Steady {
  readonly pool: Pool;
  /** Sent in turn. */
  readonly shots: readonly Shot[];
  /** Requests a second, whether or not those before are answered. */
  readonly rate: number;
  /** Milliseconds. */
  readonly length: number;
  /** Told of each answer. */
  readonly answered: (milliseconds: number, status: number) => void;
}

/** Sends requests at a steady rate, as clients do that know nothing of each other. Resolves when the last is answered. */
export async function sendSteadily({ pool, shots, rate, length, answered }: Steady): Promise<number> {
  const under: Promise<void>[] = [];
  const startedAt = performance.now();
  const one = async (shot: Shot): Promise<void> => {
    const sentAt = performance.now();
    const { status } = await call(pool, shot);
    answered(performance.now() - sentAt, status);
  };
  for (let now = 0; now < length; now = performance.now() - startedAt) {
    while (under.length < (now / 1_000) * rate) under.push(one(shots[under.length % shots.length] as Shot));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(under);
  return under.length;
}
