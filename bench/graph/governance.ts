import type { ConfigInput } from '../../src/index.ts';

/** Every request priced and charged to budgets that never run out, and counted for its address. */
export const GOVERNANCE: Partial<ConfigInput> = {
  cost: { max: 1_000_000 },
  budgets: [
    { per: 'client', points: 2_000_000_000, window: '1m' },
    { per: ['principal', 'operation'], requests: 100_000_000, window: '1s' },
  ],
  http: { host: '127.0.0.1', port: 0, rate: { requests: 100_000_000, window: '1s' } },
};
