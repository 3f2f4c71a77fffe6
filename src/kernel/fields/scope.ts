import { GatewayError } from '../../errors/gateway-error.ts';
import type { PlaneContext } from './resolver.ts';

type Resolve<A> = (parent: unknown, args: A, context: PlaneContext) => unknown;

/** A resolver that answers only principals with the scope; others get null and `UNAUTHORIZED_FIELD_OR_TYPE`. */
export function requireScope<A = unknown>(scope: string, coordinate: string, resolve: Resolve<A>): Resolve<A> {
  return (parent, args, context) => {
    if (!context.principal.scopes.has(scope)) {
      throw new GatewayError(`${coordinate} needs the scope ${scope}.`, {
        code: 'UNAUTHORIZED_FIELD_OR_TYPE',
        coordinate,
      });
    }
    return resolve(parent, args, context);
  };
}
