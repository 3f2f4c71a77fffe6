import { z } from 'zod';

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const BYTES = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, kB: 1000, MB: 1000 ** 2, GB: 1000 ** 3 } as const;

/** A duration in config, such as `'2s'` or `'150ms'`; read as milliseconds. */
export const duration = (): z.ZodType<number, string> => unit(MILLISECONDS, "a duration such as '150ms', '2s', '1m'");

/** What a timer can wait for, in milliseconds; one that is told more waits for one. */
const LONGEST = 2 ** 31 - 1;

/** A duration in config that is waited for: no less than a millisecond or what is given, no more than a timer can. */
export const waitingTime = (least = 1): z.ZodType<number, string> =>
  duration().refine((milliseconds) => milliseconds >= least && milliseconds <= LONGEST, {
    error: `expected a duration from '${least}ms' to '24d'`,
  });

/** A size in config, such as `'1MiB'`; read as bytes. */
export const size = (): z.ZodType<number, string> =>
  unit(BYTES, "a size such as '64KiB' or '1MiB'").refine((bytes) => Number.isSafeInteger(bytes) && bytes > 0, {
    error: 'expected whole bytes, one at least',
  });

/** A share in config, such as `'50%'`; read as a number from 0 to 1. */
export const share = (): z.ZodType<number, string> =>
  z
    .string({ error: SHARE })
    .regex(/^(?:100|\d{1,2}(?:\.\d+)?)%$/, { error: SHARE })
    .transform((text) => Number.parseFloat(text) / 100);

const SHARE = "expected a share such as '10%'";

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
