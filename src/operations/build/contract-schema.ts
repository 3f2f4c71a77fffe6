import { z } from 'zod';
import type { ContractSection } from '../../kernel/plugin.ts';

/** What every contract says, whatever the plugins. */
const own = {
  id: z.string().describe('What clients send in place of the text.'),
  algorithm: z.enum(['sha256', 'sha1', 'md5', 'custom']).describe('What made the id of the text.'),
  name: z.string().describe('The name of the operation.'),
  type: z.enum(['query', 'mutation', 'subscription']),
  clients: z
    .array(z.strictObject({ name: z.string(), versions: z.array(z.string()) }))
    .exactOptional()
    .describe('The clients that may send it, and those of their versions that registered it; left out it is for all.'),
  document: z.string().describe('The registered text, to the byte.'),
};

/** The form of contracts, with a part for each section. Plugins of the users' own add others. */
export function contractSchema(sections: readonly ContractSection[]): z.ZodType {
  const parts = sections.map(({ key, schema }) => [key, (schema ?? z.unknown()).optional()] as const);
  return z.looseObject({ ...own, ...Object.fromEntries(parts) });
}
