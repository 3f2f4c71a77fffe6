import type { ApolloServerPlugin } from '@apollo/server';
import { z } from 'zod';
import { duration } from '../kernel/basics/units.ts';
import type { GatewayContext } from '../kernel/fields/resolver.ts';

export const executionConfig = {
  apollo: z
    .strictObject({
      plugins: z
        .array(
          z.custom<ApolloServerPlugin<GatewayContext>>((value) => typeof value === 'object' && value !== null, {
            error: 'expected an Apollo Server plugin',
          }),
        )
        .default([])
        .describe(
          'Plugins for Apollo Server. One that asks for `executionDidStart` turns compiled execution off (TypeScript config only).',
        ),
    })
    .prefault({})
    .describe('What reaches Apollo Server as it is.'),
  cache: z
    .strictObject({
      defaultMaxAge: duration()
        .prefault('0s')
        .describe('How long objects and root fields may be kept of which `@cacheControl` says nothing.'),
    })
    .prefault({})
    .describe('How long answers may be kept.'),
};

export type CacheConfig = z.output<(typeof executionConfig)['cache']>;
