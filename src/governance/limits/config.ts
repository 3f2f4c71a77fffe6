import { z } from 'zod';
import { describeLimit, limits } from '../../errors/limits.ts';

const count = (name: Name, highest = Number.MAX_SAFE_INTEGER) =>
  z.int().min(1).max(highest).default(limits[name].default).describe(describeLimit(name));

type Name = {
  [N in keyof typeof limits]: (typeof limits)[N]['key'] extends `limits.${N}` ? N : never;
}[keyof typeof limits];

/** Of the table in errors/limits.ts those that no connection decides. */
export const limitsConfig = {
  limits: z
    .strictObject({
      extensions: count('extensions'),
      variablesDepth: count('variablesDepth'),
      variablesKeys: count('variablesKeys'),
      variablesSize: count('variablesSize'),
      listArguments: count('listArguments'),
      sourceLength: count('sourceLength'),
      directives: count('directives'),
      tokens: count('tokens'),
      operations: count('operations'),
      // The walk over fragments that spread each other goes as deep as there are fragments.
      fragments: count('fragments', 1_000),
      aliases: count('aliases'),
      fields: count('fields'),
      expandedSelections: count('expandedSelections'),
      depth: count('depth'),
      rootFields: count('rootFields'),
      upstreamCalls: count('upstreamCalls'),
    })
    .prefault({})
    .describe('What one request may ask for at most.'),
};

export type LimitsConfig = z.output<typeof limitsConfig.limits>;
