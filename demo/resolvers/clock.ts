import { resolver } from 'tollgate';
import type { Airport } from './airports.ts';

export const clockResolvers = {
  Airport: {
    localTime: resolver(['clock'], async ({ tz }: Airport, _, { sources }) => {
      if (tz === null) return null;
      const { local } = await sources.clock.get<{ local: string }>('/zones/{zone}/now', { params: { zone: tz } });
      return local;
    }),
  },
};
