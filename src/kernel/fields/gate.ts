import type { GatewayError } from '../../errors/gateway-error.ts';
import type { Governed } from '../exchange.ts';

/**
 * Closes a field for some requests: asked before the field's resolver, which is not called when it is closed. Gives what
 * the field answers instead, null or an error; `undefined` leaves it open.
 */
export type Gate = (exchange: Governed) => null | GatewayError | undefined;
