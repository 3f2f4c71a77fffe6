import { z } from 'zod';

export const controlConfig = {
  admin: z
    .strictObject({
      host: z
        .string()
        .default('127.0.0.1')
        .describe('Address to listen on. Keep it where only operators can reach it.'),
      port: z
        .int()
        .min(0)
        .max(65_535)
        .optional()
        .describe('Port to listen on; the variable `ADMIN_PORT` wins. Left out: 4001.'),
    })
    .prefault({})
    .describe('The listener for operators. Its graph needs the token in `TOLLGATE_ADMIN_TOKEN`.'),
};
