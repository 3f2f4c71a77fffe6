/** In order: who comes first where not all can. */
export const PRIORITIES = ['mutation', 'registered', 'free'] as const;
/** A place in `PRIORITIES`. */
export type Priority = 0 | 1 | 2;

export interface AdmissionOptions {
  /** Requests that may wait. */
  readonly queue: number;
  /** Milliseconds that one may wait. */
  readonly wait: number;
  /** Share of the places that each priority leaves to the one before it, 0 to 1. */
  readonly reserve: number;
}

interface Waiting {
  readonly end: (entered: boolean) => void;
  readonly timer: NodeJS.Timeout;
}

/** Places for requests: so many at once, fewer for those of less priority; so many waiting, each only so long. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #ceilings: [number, number, number] = [0, 0, 0];
  readonly #waiting: readonly [Waiting[], Waiting[], Waiting[]] = [[], [], []];
  #underWay = 0;

  constructor(options: AdmissionOptions, places: number) {
    this.#options = options;
    this.resize(places);
  }

  get underWay(): number {
    return this.#underWay;
  }

  get queued(): number {
    const [mutations, registered, free] = this.#waiting;
    return mutations.length + registered.length + free.length;
  }

  /** Changes how many there are; those that are taken stay so. */
  resize(places: number): void {
    const { reserve } = this.#options;
    for (const priority of [0, 1, 2] as const) {
      this.#ceilings[priority] = Math.max(1, Math.ceil(places * (1 - priority * reserve)));
    }
    this.#fill();
  }

  /** Whether one of this priority could neither enter nor wait. */
  isFull(priority: Priority): boolean {
    const isQueueFull = this.queued >= this.#options.queue && this.#lowest() <= priority;
    return isQueueFull && this.#underWay >= this.#ceilings[priority];
  }

  /** Takes a place if there is one. What took one must `leave()`. */
  enter(priority: Priority): boolean {
    // Nobody of the same or a higher priority waits while there is room for this one.
    if (this.#underWay >= this.#ceilings[priority]) return false;
    this.#underWay++;
    return true;
  }

  /**
   * Waits for a place; answers whether there was one. Where too many wait already, the last of the lowest priority gives way,
   * and it may be this one.
   *
   * @param whenGone called with how to give up waiting
   */
  wait(priority: Priority, whenGone: (giveUp: () => void) => void): Promise<boolean> | false {
    if (this.queued >= this.#options.queue && !this.#giveWayTo(priority)) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const giveUp = (): void => this.#giveUp(priority, waiting);
    const waiting: Waiting = { end: resolve, timer: setTimeout(giveUp, this.#options.wait) };
    this.#waiting[priority].push(waiting);
    whenGone(giveUp);
    return promise;
  }

  leave(): void {
    this.#underWay--;
    this.#fill();
  }

  #fill(): void {
    for (const priority of [0, 1, 2] as const) {
      const waiting = this.#waiting[priority];
      while (waiting.length > 0 && this.enter(priority)) end(waiting.shift(), true);
    }
  }

  #giveWayTo(priority: Priority): boolean {
    const lowest = this.#lowest();
    if (lowest <= priority) return false;
    end(this.#waiting[lowest]?.pop(), false);
    return true;
  }

  /** The lowest priority that waits; -1 where nobody does. */
  #lowest(): number {
    return this.#waiting.findLastIndex(({ length }) => length > 0);
  }

  #giveUp(priority: Priority, waiting: Waiting): void {
    const at = this.#waiting[priority].indexOf(waiting);
    if (at === -1) return;
    this.#waiting[priority].splice(at, 1);
    end(waiting, false);
  }
}

function end(waiting: Waiting | undefined, entered: boolean): void {
  clearTimeout(waiting?.timer);
  waiting?.end(entered);
}
