import { z } from 'zod';
import type { FlagProvider } from '../../kernel/ports/stores/flags.ts';
import { waitingTime } from '../../kernel/basics/units.ts';

export const flagsConfig = {
  flags: z
    .strictObject({
      files: z
        .string()
        .default('flags/*.json')
        .describe('Glob of the flag definitions (flagd’s JSON), relative to the config file. Watched.'),
      provider: z
        .custom<FlagProvider>(
          (value) =>
            typeof value === 'object' && value !== null && 'resolveBooleanEvaluation' in value && 'metadata' in value,
          { error: 'expected an OpenFeature provider' },
        )
        .optional()
        .describe('An OpenFeature provider in place of the files (TypeScript config only).'),
      timeout: waitingTime()
        .prefault('50ms')
        .describe('Time for the provider to answer a request’s flags; then their defaults stand in.'),
      header: z.string().optional().describe('Header with the caller’s id, for callers that are nobody’s principal.'),
      cookie: z.string().optional().describe('Cookie with the caller’s id, where the header is missing.'),
    })
    .prefault({})
    .describe('Feature flags: what `@flag` of the schema and `context.flags` are evaluated by.'),
};

export type FlagsConfig = z.output<typeof flagsConfig.flags>;
