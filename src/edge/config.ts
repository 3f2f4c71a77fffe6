import { z } from 'zod';
import { duration, size } from '../kernel/units.ts';

export const edgeConfig = {
  http: z
    .strictObject({
      host: z.string().optional().describe('Address to listen on. Left out: 127.0.0.1 in dev, 0.0.0.0 in production.'),
      port: z
        .int()
        .min(0)
        .max(65_535)
        .optional()
        .describe('Port to listen on; the variable `PORT` wins. Left out: 4000.'),
      timeouts: z
        .strictObject({
          request: duration().prefault('10s').describe('Time for a whole request to arrive, headers and body.'),
          idle: duration().prefault('75s').describe('How long an idle connection is kept; longer than the balancer’s.'),
          answer: duration().prefault('30s').describe('Time for an answer to be made.'),
        })
        .prefault({})
        .describe('How long things may take.'),
      maxBody: size().prefault('1MiB').describe('Largest request body.'),
      maxHeaders: size().prefault('16KiB').describe('Largest request head: address and headers together.'),
      drain: z
        .strictObject({
          notice: duration()
            .prefault('2s')
            .describe(
              'How long `/readyz` fails before the listener closes, so that balancers look elsewhere. None in dev.',
            ),
          grace: duration().prefault('20s').describe('How long requests under way may take to end.'),
        })
        .prefault({})
        .describe('What SIGTERM does.'),
    })
    .prefault({})
    .describe('The public listener.'),
};

export type HttpConfig = z.output<typeof edgeConfig.http>;
