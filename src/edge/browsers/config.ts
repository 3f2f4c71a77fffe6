import { z } from 'zod';
import { duration } from '../../kernel/basics/units.ts';

/** An origin as browsers send it, so that one comparison tells. */
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  error: 'expected an exact origin such as https://app.example.com: scheme, host and port, without path or wildcard',
});

export const browsersConfig = {
  csrfPrevention: z
    .boolean()
    .default(true)
    .describe(
      'Refuses GET requests that a page of another site could make a browser send: a document as text needs a header such as `apollo-require-preflight`.',
    ),
  cors: z
    .strictObject({
      origins: z.array(origin).min(1).describe('Exact origins whose pages may read answers.'),
      credentials: z.boolean().default(false).describe('Whether those pages may send cookies along.'),
      maxAge: duration().prefault('10m').describe('How long a browser may remember what a preflight told it.'),
    })
    .optional()
    .describe('Pages of other origins that may use this gateway. Left out: none.'),
};

export type CorsConfig = z.output<typeof browsersConfig.cors> & {};
