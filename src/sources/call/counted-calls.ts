/** What was counted of a source's calls. The source that takes its place counts on, so that no counter ever goes back. */
export class CountedCalls {
  total = 0;
  failed = 0;
  /** Further tries. */
  retried = 0;
  /** Calls that waited for an identical one, which another had begun. */
  shared = 0;
  lastFailure: { readonly code: string; readonly at: number } | null = null;

  /** @param at milliseconds since the Unix epoch */
  ended(failure: string | null, at: number): void {
    this.total++;
    if (failure === null) return;
    this.failed++;
    this.lastFailure = { code: failure, at };
  }
}
