import { z } from 'zod';
import { duration, waitingTime } from '../../kernel/basics/units.ts';

const latency = (percent: number) =>
  duration().optional().describe(`Latency that ${percent} of a hundred requests keep.`);

export const objectivesConfig = {
  objectives: z
    .strictObject({
      p50: latency(50),
      p95: latency(95),
      p99: latency(99),
      window: waitingTime().prefault('5m').describe('How far back objectives are judged.'),
      requests: z.int().min(1).default(100).describe('Requests in the window below which nothing is judged.'),
    })
    .prefault({})
    .describe('How fast registered operations shall be answered whose `@contract` says nothing of it.'),
};

export type ObjectivesConfig = z.output<typeof objectivesConfig.objectives>;
