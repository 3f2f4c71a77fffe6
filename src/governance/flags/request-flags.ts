import type { Governed } from '../../kernel/exchange.ts';
import type { EvaluatedFlag, EvaluatedFlags, Flags, FlagSnapshot } from '../../kernel/ports/stores/flags.ts';

/** What is known of whoever asks, when flags are evaluated. */
export type Asking = Pick<Governed, 'request' | 'client' | 'principal'>;

/** The flags of one request, evaluated once from the snapshot that it began with. */
export class RequestFlags implements Flags {
  readonly snapshot: FlagSnapshot;
  readonly asking: Asking;
  readonly #evaluated: EvaluatedFlags;

  constructor(snapshot: FlagSnapshot, asking: Asking, evaluated: EvaluatedFlags) {
    this.snapshot = snapshot;
    this.asking = asking;
    this.#evaluated = evaluated;
  }

  get(key: string): EvaluatedFlag {
    return this.#evaluated.get(key) ?? unnamed(key);
  }

  enabled(key: string): boolean {
    return Boolean(this.get(key).value);
  }
}

/** A field that used a flag without naming it would leave it out of the operation's contract. */
function unnamed(key: string): EvaluatedFlag {
  return { key, value: null, variant: null, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' };
}
