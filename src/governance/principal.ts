import type { Identified, Principal } from '../kernel/exchange.ts';
import type { Plugin } from '../kernel/plugin.ts';

/** Who is asking. Until a caller can prove who it is, everyone is the anonymous principal with the scopes given. */
export function principal({
  anonymousScopes,
}: {
  readonly anonymousScopes: readonly string[];
}): Plugin<Identified, { readonly principal: Principal }> {
  const anonymous: Principal = { id: null, scopes: new Set(anonymousScopes) };
  const added = { principal: anonymous };
  return { name: 'principal', run: () => added };
}
