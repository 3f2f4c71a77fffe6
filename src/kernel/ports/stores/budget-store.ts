/** An amount that is to be taken from a quota. */
export interface Charge {
  /** Whose quota; one key always has the same window. */
  readonly key: string;
  /** What may be taken in any window, wherever it begins. */
  readonly quota: number;
  /** Milliseconds. */
  readonly window: number;
  /** At most the quota; 0 only looks. */
  readonly amount: number;
}

/** How a quota stands. */
export interface Standing {
  readonly remaining: number;
  /** Milliseconds until there is more; 0 where all is there. */
  readonly moreIn: number;
  /** Milliseconds until there is room for what was to be taken; 0 where there was. */
  readonly roomIn: number;
}

/** Amounts that were taken together, or, where one of them had no room, not at all. */
export interface Reservation {
  readonly isGranted: boolean;
  /** In the order of the charges, as they stand now. */
  readonly standings: readonly Standing[];
  /** Tells what was used in fact, in the order of the charges: the difference is given back, or taken. Of the first call only; waits for nothing. */
  readonly settle: (amounts: readonly number[]) => void;
}

/** Counts what is taken from quotas. No call rejects, or waits long: a store that fails counts for this process alone. */
export interface BudgetStore {
  /** Begins to connect and waits a moment for it, no longer; left out where there is nothing to connect to. */
  readonly start?: () => Promise<void>;
  readonly reserve: (charges: readonly Charge[]) => Reservation | Promise<Reservation>;
  /** Why it counts for this process alone; left out where it never counts for more. */
  readonly trouble?: () => string | undefined;
  readonly close: () => Promise<void>;
}

/** One that needs nobody. */
export interface LocalBudgetStore extends BudgetStore {
  readonly reserve: (charges: readonly Charge[]) => Reservation;
}
