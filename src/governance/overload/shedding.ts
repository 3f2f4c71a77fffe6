import type { Identified, Operation, Resolved } from '../../kernel/exchange.ts';
import type { HealthCheck, Plugin } from '../../kernel/plugin.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Registered } from '../../kernel/ports/registry.ts';
import type { Priority } from './admission.ts';
import { BECAUSE, type Overload } from './overload.ts';
import { ownTime } from './own-time.ts';

interface Adds {
  /** It has a place among those under way. */
  readonly admitted: true;
}

const ADMITTED: Adds = { admitted: true };

/** Refuses what there is no room for: first free documents, then registered operations, last mutations. */
export function shedding(overload: Overload, clock: Clock): Plugin<Resolved, Adds> {
  const { admission } = overload;

  const whenThereIsRoom = async ({ signal }: Resolved, waits: Promise<boolean>, priority: Priority): Promise<Adds> => {
    const entered = await waits;
    // The runner forgets what a step gives to a request that has ended, and so would its end leave no place.
    if (signal.aborted && entered) admission.leave();
    signal.throwIfAborted();
    if (!entered) throw overload.refusal(priority);
    return ADMITTED;
  };

  return {
    name: 'shedding',
    run(exchange) {
      const priority = priorityOf(exchange.operation);
      if (admission.enter(priority)) return ADMITTED;
      const waits = admission.wait(priority, (giveUp) => exchange.whenEnded(giveUp));
      if (!waits) throw overload.refusal(priority);
      return whenThereIsRoom(exchange, waits, priority);
    },
    observe: {
      settled(_, exchange) {
        if (!('admitted' in exchange)) return;
        admission.leave();
        const milliseconds = ownTime(exchange);
        if (milliseconds !== null) overload.took(milliseconds);
      },
    },
    health: () => [checkOf(overload, clock)],
  };
}

interface Text extends Identified {
  readonly asked: { readonly text: string | null };
  readonly registered: Registered | null;
}

const FREE: Priority = 2;

/** Refuses a free document that would find no room, before it is parsed: that may cost more than all else of a refusal. */
export function sheddingTexts(overload: Overload): Plugin<Text> {
  const { admission } = overload;
  return {
    name: 'shedding-texts',
    run({ asked: { text }, registered }) {
      if (!admission.isFull(FREE) || registered || text === null) return;
      if (!text.includes('mutation')) throw overload.refusal(FREE); // else it may come first
    },
  };
}

function priorityOf({ type, registered }: Operation): Priority {
  if (type === 'mutation') return 0;
  return registered ? 1 : FREE;
}

function checkOf(overload: Overload, clock: Clock): HealthCheck {
  const { limit, cause, underWay, queued, shedding: shed } = overload.state();
  const figures = `${underWay} requests under way of ${limit}, ${queued} waiting`;
  return {
    name: 'overload',
    kind: 'capacity',
    status: shed === null ? 'pass' : 'warn',
    observedAt: new Date(clock.now()).toISOString(),
    detail: shed === null ? figures : `${figures}, ${shed} refused; the limit is so ${BECAUSE[cause]}`,
  };
}
