import type { RunningSpan, Trace } from '../../kernel/exchange.ts';

/**
 * Wraps a function so that each run is a span in the trace of its request. It finds the request among its arguments: the
 * `context` of a resolver, or the `exchange` of a plugin's step, wherever among the parameters. Where neither is passed, or
 * the request is not recorded, the function runs as it is.
 *
 * @param name the span's name: one of few, with nothing of the request in it.
 * @param run may be asynchronous: the span ends with its promise. What it throws marks the span as failed and is thrown on.
 * @example
 * ```ts
 * const price = traceFunction('price', (trip: Trip, context: GatewayContext) => …);
 * const Trip = { price: (trip, _, context) => price(trip, context) };
 * ```
 */
export function traceFunction<This, Args extends unknown[], Returned>(
  name: string,
  run: (this: This, ...args: Args) => Returned,
): (this: This, ...args: Args) => Returned {
  return function traced(...args) {
    const span = traceAmong(args)?.begin(name);
    return span ? withSpan(span, () => run.apply(this, args)) : run.apply(this, args);
  };
}

function withSpan<Returned>(span: RunningSpan, run: () => Returned): Returned {
  let returned: Returned;
  try {
    returned = run();
  } catch (thrown) {
    span.fail(thrown);
    span.end();
    throw thrown;
  }
  if (!isThenable(returned)) span.end();
  else
    returned.then(
      () => span.end(),
      (thrown: unknown) => {
        span.fail(thrown);
        span.end();
      },
    );
  return returned;
}

function traceAmong(args: readonly unknown[]): Pick<Trace, 'begin'> | null {
  for (const arg of args) {
    const trace = traceOf(arg) ?? traceOf(memberOf(arg, 'exchange'));
    if (trace) return trace;
  }
  return null;
}

function traceOf(exchange: unknown): Pick<Trace, 'begin'> | null {
  const trace = memberOf(exchange, 'trace');
  return typeof memberOf(trace, 'begin') === 'function' ? (trace as Pick<Trace, 'begin'>) : null;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
