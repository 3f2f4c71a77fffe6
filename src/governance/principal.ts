import type { Identified, Principal } from '../kernel/exchange.ts';
import type { Plugin } from '../kernel/plugin.ts';
import type { Principals } from '../kernel/ports/principals.ts';

export interface PrincipalParts {
  /** `null` where no caller can say who it is. */
  readonly principals: Principals | null;
  readonly anonymousScopes: readonly string[];
}

/** Who is asking. Whoever brings no credentials is the anonymous principal, with the scopes given. */
export function principal(parts: PrincipalParts): Plugin<Identified, { readonly principal: Principal }> {
  const { principals } = parts;
  const anonymous = { principal: { id: null, tenant: null, scopes: new Set(parts.anonymousScopes) } };
  return {
    name: 'principal',
    run({ request }) {
      const found = principals?.of(request);
      return found ? { principal: found } : anonymous;
    },
  };
}
