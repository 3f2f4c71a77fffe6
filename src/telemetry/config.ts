import { z } from 'zod';
import { objectivesConfig } from './objectives/config.ts';

export const loggingConfig = {
  logging: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .describe('Least level that is written; the variable `LOG_LEVEL` wins.'),
      successes: z
        .number()
        .min(0)
        .max(1)
        .default(1)
        .describe('Share of the requests without errors that get a line. Those with errors always do.'),
      file: z.string().optional().describe('File to append to. Left out: standard output.'),
      pretty: z.boolean().optional().describe('Lines for people in place of JSON. Left out: in dev on a terminal.'),
      include: z
        .array(z.enum(['variables', 'answer']))
        .default([])
        .describe('What else a request’s line holds, masked by `@pii` of the schema and by looks.'),
    })
    .prefault({})
    .describe('The log: one line a request, and the gateway’s own words.'),
};

export const telemetryConfig = {
  ...objectivesConfig,
  telemetry: z
    .strictObject({
      resolverSpans: z
        .number()
        .min(0)
        .max(1)
        .default(0.001)
        .describe(
          'Share of the traced requests whose resolvers get a span each. Such a request costs several times as much; the header `x-tollgate-trace` with the admin token asks for a single one.',
        ),
    })
    .prefault({})
    .describe('Tracing, where the `OTEL_*` variables ask for it.'),
};

export type LoggingConfig = z.output<typeof loggingConfig.logging>;
