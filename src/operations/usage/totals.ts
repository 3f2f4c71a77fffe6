/** How often a client asked for an operation, and when last, in milliseconds since the Unix epoch. */
export interface ClientUsage {
  calls: number;
  lastSeen: number;
}

export interface OperationUsage {
  /** When a gateway first served the operation, same unit. */
  readonly since: number;
  /** By name; `''` for callers that say none. */
  readonly clients: Map<string, ClientUsage>;
}

/** By the operation's id. */
export type UsageTotals = ReadonlyMap<string, OperationUsage>;

/** Clients of one operation; past that they count together, for a caller may call itself anything. */
const MOST_CLIENTS = 50;
/** No client can call itself so: names are ASCII. */
const OTHERS = '…';

/** The usage that a call by the client counts for. */
export function clientIn({ clients }: OperationUsage, name: string): ClientUsage {
  const kept = clients.has(name) || clients.size < MOST_CLIENTS ? name : OTHERS;
  const usage = clients.get(kept) ?? { calls: 0, lastSeen: 0 };
  clients.set(kept, usage);
  return usage;
}

/** Two counts of different calls as one. */
export function sums(one: UsageTotals, other: UsageTotals): Map<string, OperationUsage> {
  const all = new Map(one);
  for (const [id, usage] of other) all.set(id, sum(all.get(id), usage));
  return all;
}

/** Two counts of one operation. */
export function sum(one: OperationUsage | undefined, other: OperationUsage): OperationUsage {
  const both = { since: Math.min(one?.since ?? other.since, other.since), clients: new Map<string, ClientUsage>() };
  for (const { clients } of one ? [one, other] : [other]) {
    for (const [name, { calls, lastSeen }] of clients) {
      const usage = clientIn(both, name);
      usage.calls += calls;
      usage.lastSeen = Math.max(usage.lastSeen, lastSeen);
    }
  }
  return both;
}

/** When anybody asked for it last; `null` where nobody did. */
export function lastSeenOf({ clients }: OperationUsage): number | null {
  return clients.size === 0 ? null : Math.max(...[...clients.values()].map(({ lastSeen }) => lastSeen));
}
