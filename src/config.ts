import { z } from 'zod';
import { controlConfig } from './control/config.ts';
import { edgeConfig } from './edge/config.ts';
import { renamePresets, type Renaming } from './errors/rename-presets.ts';
import { executionConfig } from './execution/config.ts';
import { governanceConfig } from './governance/config.ts';
import { graphConfig } from './graph/config.ts';
import type { Identified, Governed, Resolved } from './kernel/exchange.ts';
import type { UserPlugin } from './kernel/plugin.ts';
import { configProblems } from './config-problems.ts';
import { operationsConfig } from './operations/config.ts';
import { ProblemsError } from './kernel/problems/problem.ts';
import { sourcesConfig } from './sources/config.ts';
import { loggingConfig, telemetryConfig } from './telemetry/config.ts';

const plugins = <Shape extends Identified>(stage: string) =>
  z
    .array(
      z.custom<UserPlugin<Shape>>((value) => typeof value === 'object' && value !== null && 'name' in value, {
        error: 'expected a plugin: an object with a `name`',
      }),
    )
    .default([])
    .describe(`Plugins that run when a request leaves the stage \`${stage}\` (TypeScript config only).`);

const pluginsConfig = {
  plugins: z
    .strictObject({
      received: plugins<Identified>('received'),
      resolved: plugins<Resolved>('resolved'),
      governed: plugins<Governed>('governed'),
    })
    .prefault({})
    .describe('Your own steps on the request’s way.'),
};

const renamePreset = z.enum(['connectors', 'apollo']).transform((name): Renaming => renamePresets[name]);
const renamedCodes = z.record(z.string(), z.string()).transform((codes): Renaming => ({ codes }));

const errorsConfig = {
  errors: z
    .strictObject({
      codes: z
        .array(
          z.strictObject({
            code: z
              .string()
              .regex(/^[A-Z][A-Z0-9_]*$/, { error: 'expected UPPER_SNAKE_CASE' })
              .describe('The code, in upper snake case.'),
            httpStatus: z.int().min(400).max(599).describe('Status of an answer without data.'),
            retryable: z.boolean().describe('Whether sending the same request again may succeed.'),
            description: z.string().min(1).describe('What it means and what to do.'),
          }),
        )
        .default([])
        .describe('Codes of your own, for `errors.custom()`.'),
      rename: z
        .union([renamePreset, renamedCodes], {
          error: 'expected `connectors`, `apollo`, or codes with their names',
        })
        .prefault({})
        .describe(
          'Codes that leave under another name; `connectors` for the names of Apollo’s router, `apollo` for those of Apollo Server.',
        ),
    })
    .prefault({})
    .describe('The error catalogue.'),
};

/** The sum of the rooms' config schemas. */
export const configSchema = z.strictObject({
  ...graphConfig,
  ...sourcesConfig,
  ...operationsConfig,
  ...edgeConfig,
  ...governanceConfig,
  ...controlConfig,
  ...pluginsConfig,
  ...executionConfig,
  ...errorsConfig,
  ...loggingConfig,
  ...telemetryConfig,
});

/** A config as a person writes it. */
export type ConfigInput = z.input<typeof configSchema>;

/** A config as the rooms read it: checked, defaults filled in, units resolved, frozen. */
export type Config = z.output<typeof configSchema>;

/** Names the type of a config, for editors: `export default defineConfig({ … })`. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}

/** Checks a config. @throws ProblemsError naming each wrong key with its path, value and what is legal. */
export function readConfig(input: unknown, file = 'config'): Config {
  const read = configSchema.safeParse(input);
  if (!read.success)
    throw new ProblemsError('The config cannot be used.', configProblems(configSchema, read.error, input, file));
  return deepFreeze(read.data);
}

/** Freezes what the schema made; what users bring along (resolvers, plugins) stays theirs. */
function deepFreeze<T>(value: T): T {
  const foreign = new Set(['resolvers', 'plugins', 'apollo', 'provider', 'policies']);
  const freeze = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    Object.freeze(node);
    for (const [key, child] of Object.entries(node)) if (!foreign.has(key)) freeze(child);
  };
  freeze(value);
  return value;
}
