import { z } from 'zod';

/** What a contract says of how long an answer may be kept, under the key `cache`. */
export const cacheSection = z
  .strictObject({ maxAge: z.int(), scope: z.enum(['PUBLIC', 'PRIVATE']) })
  .describe('How long an answer without errors may be kept, in seconds, and for whom; 0 is not at all.');

export type CachePolicy = z.output<typeof cacheSection>;
