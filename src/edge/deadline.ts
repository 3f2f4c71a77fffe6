import { GatewayError } from '../errors/gateway-error.ts';
import type { Received } from '../kernel/exchange.ts';
import type { Plugin } from '../kernel/plugin.ts';

const HEADER = 'x-tollgate-deadline-ms';
/** Nine digits: eleven days. */
const MILLISECONDS = /^[1-9]\d{0,8}$/;

/** Takes the caller's own deadline, in `x-tollgate-deadline-ms`: so many milliseconds it will wait for its answer. */
export function deadline(): Plugin<Received> {
  return {
    name: 'deadline',
    run(exchange) {
      const sent = exchange.request.header(HEADER);
      if (sent === undefined) return;
      if (!MILLISECONDS.test(sent)) {
        const message = `The header \`${HEADER}\` must be a whole number of milliseconds, such as 1500.`;
        throw new GatewayError(message, { code: 'BAD_REQUEST' });
      }
      exchange.endWithin(Number(sent));
    },
  };
}
