import { z } from 'zod';
import { duration } from '../kernel/basics/units.ts';

const MODES = ['open', 'measure', 'safelist', 'ids-only'] as const;
export type Mode = (typeof MODES)[number];

export const operationsConfig = {
  operations: z
    .strictObject({
      folder: z
        .string()
        .default('persisted-queries')
        .describe('Where registered operations and their contracts stand, relative to the config file.'),
      mode: z
        .enum(MODES)
        .optional()
        .describe('Which operations may run. Left out: `open` in dev, `safelist` in production.'),
      prepared: z
        .int()
        .min(0)
        .default(2_000)
        .describe(
          'How many operations are parsed, planned and compiled before the gateway is ready, the most used first.',
        ),
      apq: z
        .strictObject({
          entries: z
            .int()
            .min(1)
            .max(1_000_000)
            .default(1_000)
            .describe('Automatic persisted queries kept; the least used go first.'),
          ttl: duration()
            // Stores take 0 for no end, and Redis no part of a millisecond.
            .refine((milliseconds) => milliseconds >= 1 && Number.isSafeInteger(milliseconds), {
              error: 'expected whole milliseconds, one at least',
            })
            .prefault('24h')
            .describe('How long an automatic persisted query is kept.'),
        })
        .prefault({})
        .describe('Automatic persisted queries, in modes `open` and `measure`.'),
    })
    .prefault({})
    .describe('Registered operations, and what else may run.'),
};
