/** Of ten calls that succeed, one may be tried again. */
const SHARE = 0.1;
/** Retries that a source may have saved up, so that one with few calls is tried again too. */
const MOST = 10;

/** Retries that a source can bear: when it fails for all, nearly none, for trying again would make it worse. */
export class RetryBudget {
  #left = MOST;

  /** Retries that may be made now. */
  get left(): number {
    return Math.floor(this.#left);
  }

  succeeded(): void {
    if (this.#left < MOST) this.#left = Math.min(MOST, this.#left + SHARE);
  }

  /** Takes one retry; false where there is none. */
  take(): boolean {
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
