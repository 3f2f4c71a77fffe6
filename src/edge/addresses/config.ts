import { isIP } from 'node:net';
import { z } from 'zod';
import { waitingTime } from '../../kernel/basics/units.ts';

const network = z
  .string()
  .refine(isNetwork, { error: "expected an address or a network, such as '10.0.0.0/8' or 'fd00::/8'" })
  .refine((text) => !/\/0+$/.test(text), {
    error:
      "expected the networks of your proxies, such as '10.0.0.0/8': of everybody, anybody may write another address into `X-Forwarded-For`",
  });

export const addressesConfig = {
  trustedProxies: z
    .array(network)
    .default([])
    .describe(
      'Addresses and networks of the proxies before the gateway. `X-Forwarded-For` is believed from them only.',
    ),
  rate: z
    .strictObject({
      requests: z.int().min(1).describe('Requests of one address in any window; of IPv6, of one /64.'),
      window: waitingTime().prefault('1s').describe('How long a window is.'),
    })
    .optional()
    .describe('What one address may send, judged before anything is read. Left out: any number.'),
};

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
