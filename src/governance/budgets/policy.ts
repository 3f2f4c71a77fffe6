import { householdOf } from '../../kernel/basics/household.ts';
import type { Governed } from '../../kernel/exchange.ts';
import type { Charge, Standing } from '../../kernel/ports/stores/budget-store.ts';
import { type BudgetConfig, budgetName, type Part } from './config.ts';

/** A budget of the config, as requests are charged by it. */
export interface Policy {
  readonly name: string;
  readonly per: readonly Part[];
  readonly unit: 'points' | 'requests';
  readonly quota: number;
  /** Milliseconds. */
  readonly window: number;
}

type Charged = Pick<Governed, 'client' | 'principal' | 'request' | 'operation'>;

/** Free documents have one budget: a caller could make up as many as it likes. */
const NAME_OF: Readonly<Record<Part, (exchange: Charged) => string>> = {
  client: ({ client }) => client.name ?? '',
  principal: ({ principal }) => principal.id ?? '',
  tenant: ({ principal }) => principal.tenant ?? '',
  address: ({ request }) => householdOf(request.address() ?? ''),
  operation: ({ operation }) => (operation.registered ? operation.id : ''),
};

export function policyOf(budget: BudgetConfig): Policy {
  const { per, points, requests, window } = budget;
  const unit = points === undefined ? 'requests' : 'points';
  return { name: budgetName(budget), per, unit, quota: points ?? requests ?? 0, window };
}

/** What a request takes from a budget. */
export function chargeOf({ name, per, quota, window }: Policy, exchange: Charged, amount: number): Charge {
  const who = per.map((part) => encodeURIComponent(NAME_OF[part](exchange).toWellFormed())).join(':');
  return { key: `budget:${name}:${who}`, quota, window, amount };
}

const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1_000);

/** Source: draft-ietf-httpapi-ratelimit-headers-10 §3. Points are a unit of our own, so its name says whose. */
export function policyField(policies: readonly Policy[]): string {
  return policies
    .map(
      ({ name, quota, window, unit }) =>
        `"${name}";q=${quota};w=${seconds(window)}${unit === 'points' ? ';qu="tollgate-points"' : ''}`,
    )
    .join(', ');
}

/** Source: the same, §4. */
export function limitField(policies: readonly Policy[], standings: readonly Standing[]): string {
  return policies
    .map(({ name }, index) => {
      const { remaining = 0, moreIn = 0 } = standings[index] ?? {};
      return `"${name}";r=${Math.max(0, Math.floor(remaining))}${moreIn > 0 ? `;t=${seconds(moreIn)}` : ''}`;
    })
    .join(', ');
}
