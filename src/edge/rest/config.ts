import { z } from 'zod';

export const restConfig = {
  rest: z
    .strictObject({
      versionHeader: z
        .string()
        .regex(/^[A-Za-z0-9-]+$/, { error: 'expected the name of a header' })
        .transform((name) => name.toLowerCase())
        .optional()
        .describe(
          'Header that may name the version in place of the path: `2` or `v2` for `/api/v2/…`. Left out: none.',
        ),
      docs: z.boolean().optional().describe('Whether `/openapi.json` and `/docs` are served. Left out: in dev only.'),
      title: z.string().min(1).default('API').describe('What the endpoints are called in their documents.'),
    })
    .prefault({})
    .describe('The endpoints under `/api`, which registered operations are by their `rest`.'),
};
