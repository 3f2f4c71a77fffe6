import { GatewayError } from './gateway-error.ts';
import { type LimitName, limits } from './limits.ts';

/** The refusal of a request that has more than it may. Nothing of the request is quoted. @param most as the config has it */
export function overLimit(name: LimitName, most: number): GatewayError {
  const { code, what, remedy } = limits[name];
  return new GatewayError(`The limit is ${most} ${what}. ${remedy}`, { code });
}
