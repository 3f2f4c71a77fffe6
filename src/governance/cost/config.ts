import { z } from 'zod';

export const costConfig = {
  cost: z
    .strictObject({
      listSize: z
        .int()
        .min(1)
        .default(10)
        .describe('Items that a list is taken to have where no `@listSize` says how many.'),
      max: z.int().min(1).optional().describe('Most points that one request may be estimated at. Left out: any.'),
      mode: z
        .enum(['enforce', 'measure'])
        .default('enforce')
        .describe('`measure` refuses nothing for its points, and tells what `enforce` would have refused.'),
    })
    .prefault({})
    .describe('What operations cost, in points.'),
};

export type CostConfig = z.output<(typeof costConfig)['cost']>;
