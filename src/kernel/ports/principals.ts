import type { GatewayRequest, Principal } from '../exchange.ts';

/** Who callers are, by what they send. */
export interface Principals {
  /**
   * The principal of a request; `null` where it brings no credentials.
   * @throws GatewayError `BAD_REQUEST` or `UNAUTHENTICATED` where what it brings cannot be read or is not valid
   */
  readonly of: (request: GatewayRequest) => Principal | null;
}

/** In development: who the caller says to be. */
export const PRINCIPAL_HEADER = 'x-tollgate-principal';
