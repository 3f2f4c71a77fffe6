import { z } from 'zod';
import { share, waitingTime } from '../../kernel/basics/units.ts';

export const overloadConfig = {
  overload: z
    .strictObject({
      concurrency: z
        .strictObject({
          most: z.int().min(1).default(2_000).describe('Most requests under way at once.'),
          least: z
            .int()
            .min(1)
            .default(20)
            .describe('So many may be under way however hard pressed the gateway is; `most` where that is less.'),
        })
        .prefault({})
        .describe('How many requests may be under way; between the two the gateway finds the number itself.'),
      reserve: share()
        .prefault('10%')
        .describe(
          'Share of the places that free documents leave to registered operations, and those again to mutations.',
        ),
      queue: z.int().min(0).default(100).describe('Requests that may wait for a place; one more is refused.'),
      wait: waitingTime()
        .prefault('5ms')
        .describe('How long a request may wait for a place; the slowest refusals take as long.'),
      delay: waitingTime()
        .prefault('50ms')
        .describe('Median delay of the event loop above which fewer requests may be under way.'),
      memory: share()
        .refine((part) => part > 0, { error: "expected a share above '0%', which every heap is" })
        .prefault('90%')
        .describe('Share of the heap’s limit in use above which fewer requests may be under way.'),
    })
    .prefault({})
    .describe('What happens when too many ask.'),
};

export type OverloadConfig = z.output<typeof overloadConfig.overload>;
