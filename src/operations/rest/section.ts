import { z } from 'zod';
import { REST_METHODS } from '../../kernel/ports/rest-faces.ts';

/** Where the value of a variable is taken from: `whole body` is the body itself, `body` a member of it. */
const PLACES = ['path', 'query', 'body', 'whole body'] as const;
export type Place = (typeof PLACES)[number];

/** What a contract says of its operation's REST endpoint, under the key `rest`. */
export const restSection = z
  .strictObject({
    method: z.enum(REST_METHODS),
    path: z.string().describe('Relative to `/api`; a segment in braces is a variable.'),
    variables: z
      .record(z.string(), z.enum(PLACES))
      .describe('Where each is taken from; `whole body` is the body itself, `body` a member of it.'),
    answer: z
      .string()
      .exactOptional()
      .describe('The root field whose value is the answer; left out it is the object of all root fields.'),
    deprecated: z
      .strictObject({ since: z.string(), sunset: z.string().exactOptional(), link: z.string().exactOptional() })
      .exactOptional()
      .describe('From when on nobody should begin to use it, and from when on it may be gone.'),
  })
  .describe('The REST endpoint that the operation is.');

export type RestSection = z.output<typeof restSection>;
