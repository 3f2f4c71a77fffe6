import { resolver } from 'tollgate';

interface Airport {
  readonly timeZone: string | null;
}

/** The one field of Atlas by code; the schema says by `@requires` what of the airport it reads. */
export const clockResolvers = {
  Airport: {
    localTime: resolver(['clock'], async ({ timeZone }: Airport, _, { sources }) => {
      if (timeZone === null) return null;
      const { local } = await sources.clock.get<{ local: string }>('/zones/{zone}/now', { params: { zone: timeZone } });
      return local;
    }),
  },
};
