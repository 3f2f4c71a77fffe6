import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../../errors/gateway-error.ts';
import { counted } from '../../kernel/basics/words.ts';
import type { LocalBudgetStore } from '../../kernel/ports/stores/budget-store.ts';
import type { HttpConfig } from '../config.ts';
import type { ClientAddress } from './client-address.ts';
import { householdOf } from '../../kernel/basics/household.ts';

export interface AddressRateParts {
  readonly rate: NonNullable<HttpConfig['rate']>;
  readonly addressOf: ClientAddress;
  readonly store: LocalBudgetStore;
}

/** Judges how much one address sends, by what the connection says alone. */
export function addressRate({
  rate,
  addressOf,
  store,
}: AddressRateParts): (request: IncomingMessage) => GatewayError | null {
  const { requests: quota, window } = rate;
  const seconds = Math.ceil(window / 1_000);
  return (request) => {
    const address = addressOf(request);
    if (address === null) return null; // the connection has gone
    const [standing] = [...store.reserve([{ key: householdOf(address), quota, window, amount: 1 }]).standings];
    if (!standing || standing.roomIn === 0) return null;
    const retryAfterSeconds = Math.max(1, Math.ceil(standing.roomIn / 1_000));
    const message = `From one address come at most ${counted(quota, 'request')} in ${seconds} s. Try again in ${retryAfterSeconds} s.`;
    const headers = {
      'ratelimit-policy': `"address";q=${quota};w=${seconds}`,
      ratelimit: `"address";r=0;t=${retryAfterSeconds}`,
    };
    return new GatewayError(message, { code: 'RATE_LIMITED', retryAfterSeconds }, { headers });
  };
}
