import type { GraphPart } from '../../kernel/plugin.ts';
import type { BudgetStore } from '../../kernel/ports/stores/budget-store.ts';
import type { PlaneContext } from '../../kernel/fields/resolver.ts';
import type { Governed } from '../../kernel/exchange.ts';
import { chargeOf, type Policy } from './policy.ts';

/** Operators, on a plane of their own, have no budget. */
type AnyContext = PlaneContext & { readonly exchange?: Governed };

/** `gateway.budget`: the caller's own budgets, this very request charged already. */
export function budgetFields(policies: readonly Policy[], store: BudgetStore): GraphPart {
  return {
    resolvers: {
      Gateway: {
        async budget(_: unknown, __: unknown, { exchange }: AnyContext) {
          if (policies.length === 0 || !exchange) return [];
          const { standings } = await store.reserve(policies.map((policy) => chargeOf(policy, exchange, 0)));
          return policies.map(({ name, per, unit, quota, window }, index) => ({
            name,
            per,
            unit,
            limit: quota,
            remaining: Math.floor(standings[index]?.remaining ?? 0),
            windowSeconds: Math.ceil(window / 1_000),
            moreInSeconds: Math.ceil((standings[index]?.moreIn ?? 0) / 1_000),
          }));
        },
      },
      GatewayBudgetUnit: { POINTS: 'points', REQUESTS: 'requests' },
    },
  };
}
