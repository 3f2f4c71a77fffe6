import { GatewayError } from '../../errors/gateway-error.ts';
import { counted } from '../../kernel/basics/words.ts';
import type { Governed, RequestCost, Result } from '../../kernel/exchange.ts';
import type { HealthCheck, Plugin } from '../../kernel/plugin.ts';
import type { BudgetStore, Charge, Reservation, Standing } from '../../kernel/ports/stores/budget-store.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { budgetFields } from './budget-fields.ts';
import type { BudgetConfig } from './config.ts';
import { chargeOf, limitField, type Policy, policyField, policyOf } from './policy.ts';

export interface BudgetsParts {
  readonly config: readonly BudgetConfig[];
  /** Whether budgets in points are charged without refusing anything. */
  readonly measures: boolean;
  readonly store: BudgetStore;
  readonly signals: Signals;
  readonly clock: Clock;
}

type Adds = { readonly reserved?: Reserved };

/** Charges each request to the budgets of its caller, by its estimate; what it has not cost is given back. */
export function budgets(parts: BudgetsParts): Plugin<Governed, Adds> {
  const { config, store, clock } = parts;
  const policies = config.map(policyOf);
  const name = 'budgets';
  const part = budgetFields(policies, store);
  const graph = { public: part, admin: part };
  if (policies.length === 0) return { name, graph };
  const policyText = policyField(policies);
  const judge = judgeOf(parts, policies, policyText);
  return {
    name,
    graph,
    run(exchange) {
      const charges = policies.map((policy) => chargeOf(policy, exchange, amountOf(policy, exchange.cost)));
      refuseTooDear(policies, charges, parts);
      const reservation = store.reserve(charges);
      return reservation instanceof Promise
        ? reservation.then((made) => judge(made, charges, exchange))
        : judge(reservation, charges, exchange);
    },
    answered(_: Result, exchange) {
      const reserved = reservedBy(exchange);
      if (!reserved) return undefined;
      const { standings } = reserved.answered(exchange.cost);
      exchange.respondWith('ratelimit-policy', policyText);
      exchange.respondWith('ratelimit', limitField(policies, standings));
      return undefined;
    },
    observe: {
      left(stage, exchange) {
        if (stage === 'governed') reservedBy(exchange)?.keep();
      },
      // Refused by a step that came after: nothing was done for it.
      settled(_, exchange) {
        reservedBy(exchange)?.giveBack();
      },
    },
    health: () => (store.trouble ? [storeHealth(store.trouble(), clock)] : []),
  };
}

const amountOf = ({ unit }: Policy, cost: RequestCost | null): number =>
  unit === 'requests' ? 1 : (cost?.estimated ?? 1);

/** What one request has taken. */
class Reserved {
  readonly #policies: readonly Policy[];
  readonly #charges: readonly Charge[];
  readonly #reservation: Reservation;
  #isKept = false;

  constructor(policies: readonly Policy[], charges: readonly Charge[], reservation: Reservation) {
    this.#policies = policies;
    this.#charges = charges;
    this.#reservation = reservation;
  }

  /** Pays by what it has cost in fact; gives how the budgets stand then. */
  answered(cost: RequestCost | null): { readonly standings: readonly Standing[] } {
    const { standings, settle } = this.#reservation;
    const actual = cost?.actual ?? null;
    if (actual === null || actual === cost?.estimated) return { standings };
    const amounts = this.#policies.map(({ unit }) => (unit === 'points' ? actual : 1));
    settle(amounts);
    return {
      standings: standings.map((standing, index) => {
        const back = (this.#charges[index]?.amount ?? 0) - (amounts[index] ?? 0);
        return { ...standing, remaining: Math.max(0, standing.remaining + back) };
      }),
    };
  }

  /** From now on it may cost something. */
  keep(): void {
    this.#isKept = true;
  }

  giveBack(): void {
    if (!this.#isKept) this.#reservation.settle(this.#charges.map(() => 0));
  }
}

function reservedBy(exchange: object): Reserved | undefined {
  return 'reserved' in exchange && exchange.reserved instanceof Reserved ? exchange.reserved : undefined;
}

/** A request that no window can hold would be told to wait for ever. */
function refuseTooDear(policies: readonly Policy[], charges: readonly Charge[], { measures }: BudgetsParts): void {
  const index = charges.findIndex(({ amount, quota }) => amount > quota);
  const [policy, charge] = [policies[index], charges[index]];
  if (!policy || !charge || measures) return;
  const message = `The request is estimated at ${charge.amount} points; the budget "${policy.name}" holds ${policy.quota}. Ask for shorter lists or fewer fields.`;
  const cost = { estimated: charge.amount, max: policy.quota };
  throw new GatewayError(message, { code: 'COST_ESTIMATED_TOO_EXPENSIVE', cost });
}

function judgeOf({ measures, signals }: BudgetsParts, policies: readonly Policy[], policyText: string) {
  return (reservation: Reservation, charges: readonly Charge[], exchange: Governed): Adds => {
    if (reservation.isGranted) return { reserved: new Reserved(policies, charges, reservation) };
    const spent = policies.flatMap((policy, index): Spent[] => {
      const [standing, charge] = [reservation.standings[index], charges[index]];
      return standing && charge && standing.roomIn > 0 ? [{ policy, standing, charge }] : [];
    });
    const headers = { 'ratelimit-policy': policyText, ratelimit: limitField(policies, reservation.standings) };
    const refusing = measures ? spent.filter(({ policy }) => policy.unit === 'requests') : spent;
    if (refusing.length > 0) throw exhausted(refusing, headers);
    const message = `Would be refused: ${exhausted(spent, {}).message}`;
    const { operation, client } = exchange;
    const attributes = { operation: operation.name, id: operation.id, client: client.name };
    signals.emit({ level: 'warn', name: 'cost.measured', message, attributes });
    return {};
  };
}

/** A budget without room for a request. */
interface Spent {
  readonly policy: Policy;
  readonly standing: Standing;
  readonly charge: Charge;
}

/** Says of the budget that has room last. */
function exhausted(spent: readonly Spent[], headers: Readonly<Record<string, string>>): GatewayError {
  const last = spent.reduce((one, other) => (other.standing.roomIn > one.standing.roomIn ? other : one));
  const { policy, standing, charge } = last;
  const { name: budget, quota, unit } = policy;
  const retryAfterSeconds = Math.max(1, Math.ceil(standing.roomIn / 1_000));
  const again = `Try again in ${retryAfterSeconds} s.`;
  if (unit === 'requests') {
    const message = `The budget "${budget}" of ${counted(quota, 'request')} is spent. ${again}`;
    return new GatewayError(message, { code: 'RATE_LIMITED', retryAfterSeconds, budget }, { headers });
  }
  const cost = { estimated: charge.amount, remaining: Math.floor(standing.remaining) };
  const message = `The budget "${budget}" has ${cost.remaining} of ${counted(quota, 'point')} left; the request is estimated at ${cost.estimated}. ${again}`;
  return new GatewayError(message, { code: 'COST_BUDGET_EXHAUSTED', retryAfterSeconds, budget, cost }, { headers });
}

function storeHealth(trouble: string | undefined, clock: Clock): HealthCheck {
  const detail = trouble ? `${trouble}; each replica counts for itself meanwhile` : 'counted for all replicas';
  const observedAt = new Date(clock.now()).toISOString();
  return { name: 'budgets', kind: 'store', status: trouble ? 'warn' : 'pass', observedAt, detail };
}
