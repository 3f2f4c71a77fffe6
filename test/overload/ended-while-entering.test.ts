import { Kind } from 'graphql';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { Overload } from '../../src/governance/overload/overload.ts';
import { shedding } from '../../src/governance/overload/shedding.ts';
import { LiveExchange } from '../../src/kernel/live-exchange.ts';
import { fakeClock } from '../../src/testing.ts';

const config = readConfig({ schema: 'none', overload: { concurrency: { most: 1 }, wait: '20s' } });
const clock = fakeClock();
const nothing = (): void => {};
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A request that has got as far as to be let in, or not. */
function arrival() {
  const ending = new AbortController();
  const request = {
    method: 'POST',
    route: '/graphql',
    header: () => undefined,
    headers: () => [],
    params: () => ({}),
    address: () => null,
  } as const;
  const parts = {
    request,
    signal: ending.signal,
    generation: '1',
    log,
    clock,
    timeout: 1_000,
    mostCalls: 10,
    observers: [],
  };
  const document = { kind: Kind.DOCUMENT, definitions: [] } as const;
  const operation = { id: 'x', name: null, type: 'query', text: '', document, registered: false } as const;
  const known = { trace: null, requestId: 'r', client: { name: null, version: null }, operation, rawVariables: {} };
  return { ending, exchange: Object.assign(new LiveExchange(parts), known) };
}

test('a request that ends in the moment in which it gets a place keeps none', async () => {
  const overload = new Overload({ config: config.overload, clock, signals: { emit: nothing } });
  const { run } = shedding(overload, clock);
  const [first, second] = [arrival(), arrival()];
  expect(run?.(first.exchange)).toEqual({ admitted: true });
  const entering = run?.(second.exchange);
  expect(overload.admission.queued).toBe(1);
  overload.admission.leave();
  second.ending.abort();
  await expect(entering).rejects.toThrow('aborted');
  expect([overload.admission.underWay, overload.admission.queued]).toEqual([0, 0]);
});
