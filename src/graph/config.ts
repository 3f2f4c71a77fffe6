import { z } from 'zod';
import type { ResolverMap } from '../kernel/fields/resolver.ts';

export const graphConfig = {
  schema: z
    .union([z.string(), z.array(z.string()).min(1)])
    .transform((globs) => (typeof globs === 'string' ? [globs] : globs))
    .describe('Globs of the SDL files of your graph, relative to the config file.'),
  excludeTags: z
    .array(z.string().min(1))
    .default([])
    .describe('Tags (`@tag`) of what clients do not see, as if it were `@inaccessible`.'),
  resolvers: z
    .custom<ResolverMap>((value) => typeof value === 'object' && value !== null, {
      error: 'expected resolvers by type and field',
    })
    .default({})
    .describe('Code resolvers by type and field (TypeScript config only).'),
};
