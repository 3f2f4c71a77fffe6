import { z } from 'zod';

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const BYTES = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, kB: 1000, MB: 1000 ** 2, GB: 1000 ** 3 } as const;

/** A duration in config, such as `'2s'` or `'150ms'`; read as milliseconds. */
export const duration = (): z.ZodType<number, string> => unit(MILLISECONDS, "a duration such as '150ms', '2s', '1m'");

/** A size in config, such as `'1MiB'`; read as bytes. */
export const size = (): z.ZodType<number, string> => unit(BYTES, "a size such as '64KiB' or '1MiB'");

function unit(units: Readonly<Record<string, number>>, wanted: string): z.ZodType<number, string> {
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?)(${Object.keys(units).join('|')})$`);
  return z
    .string({ error: `expected ${wanted}` })
    .regex(pattern, { error: `expected ${wanted}` })
    .transform((text) => {
      const [, amount = '', name = ''] = pattern.exec(text) ?? [];
      return Number(amount) * (units[name] ?? Number.NaN);
    });
}
