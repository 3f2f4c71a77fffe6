import type { ConfigInput } from '../../../src/index.ts';

type SourceSettings = Omit<NonNullable<ConfigInput['sources']>[string], 'url'>;

/**
 * The limits that a source declares where they are what is measured, in milliseconds: the pass figures follow from them. The
 * breaker's period is a tenth of what it is by default.
 */
export const DECLARED = { connect: 200, firstByte: 300, idle: 300, total: 600, period: 500 };

/** What a request takes besides. */
export const SLACK = 100;

/** Calls that are told apart one by one: nothing is tried again, no breaker hides what follows, and time is no limit. */
export const bare: SourceSettings = {
  timeouts: { connect: '10s', firstByte: '10s', idle: '10s', total: '10s' },
  retries: 0,
  breaker: { calls: 1_000_000 },
  maxResponse: '1MiB',
};

/** The same, with the declared limits. */
export const timed: SourceSettings = {
  ...bare,
  timeouts: {
    connect: `${DECLARED.connect}ms`,
    firstByte: `${DECLARED.firstByte}ms`,
    idle: `${DECLARED.idle}ms`,
    total: `${DECLARED.total}ms`,
  },
};
