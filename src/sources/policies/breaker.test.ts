import { describe, expect, test } from 'vitest';
import { Breaker, type BreakerOptions, type BreakerState, type Pass } from './breaker.ts';

const OPTIONS: BreakerOptions = { share: 0.5, calls: 10, window: 10_000, slow: 1_000, openFor: 5_000 };

function standing(options: Partial<BreakerOptions> = {}) {
  let passed = 0;
  const clock = {
    now: () => 1_000_000 + passed,
    elapsed: () => passed,
    advance: (milliseconds: number) => void (passed += milliseconds),
  };
  const states: BreakerState[] = [];
  const breaker = new Breaker({ ...OPTIONS, ...options }, clock, (_, state) => void states.push(state));
  const admit = (): Pass => {
    const pass = breaker.admit();
    if (pass === null) throw new Error('The breaker refuses the call.');
    return pass;
  };
  return {
    clock,
    breaker,
    states,
    admit,
    well: (count = 1) => Array.from({ length: count }, () => breaker.answered(admit(), 1)),
    sick: (count = 1) => Array.from({ length: count }, () => breaker.failed(admit())),
  };
}

describe('a breaker', () => {
  test.each<[string, number, number, BreakerState]>([
    ['all of the least calls', 0, 10, 'OPEN'],
    ['fewer than the least calls', 0, 9, 'CLOSED'],
    ['half of few calls, which may be chance', 10, 10, 'CLOSED'],
    ['three quarters of few calls', 5, 15, 'OPEN'],
    ['a little less than half of many', 520, 480, 'CLOSED'],
    ['a little more than half of many', 480, 550, 'OPEN'],
  ])('%s: %i well and then %i sick leave it %s', (_, well, sick, state) => {
    const { breaker, ...calls } = standing();
    calls.well(well);
    for (let i = 0; i < sick && breaker.state === 'CLOSED'; i++) calls.sick();
    expect(breaker.state).toBe(state);
  });

  test('forgets what is older than its window', () => {
    const { breaker, clock, sick, well } = standing();
    sick(9);
    clock.advance(10_000);
    sick();
    expect([breaker.state, breaker.failuresInRow]).toEqual(['CLOSED', 10]);
    well();
    expect(breaker.failuresInRow).toBe(0);
  });

  test('counts an answer that took too long as sick, and one given up only when it had', () => {
    const { breaker, admit } = standing();
    for (let i = 0; i < 5; i++) breaker.answered(admit(), 1_001);
    for (let i = 0; i < 20; i++) breaker.abandoned(admit(), 999);
    expect(breaker.state).toBe('CLOSED');
    for (let i = 0; i < 5; i++) breaker.abandoned(admit(), 1_001);
    expect(breaker.state).toBe('OPEN');
  });

  test('lets one call through as a test per open period, whose outcome closes or opens it', () => {
    const { breaker, clock, sick, admit, states } = standing();
    const since = clock.now();
    sick(10);
    clock.advance(4_999);
    expect([breaker.refuses(), breaker.admit(), breaker.since]).toEqual([true, null, since]);
    clock.advance(1);
    expect(breaker.refuses()).toBe(false);
    const first = admit();
    for (let i = 0; i < 100; i++) expect(breaker.admit()).toBeNull();
    breaker.failed(first);
    expect([breaker.state, breaker.since, breaker.admit()]).toEqual(['OPEN', clock.now(), null]);
    clock.advance(5_000);
    breaker.abandoned(admit(), 1);
    expect([breaker.state, breaker.admit()]).toEqual(['OPEN', null]);
    clock.advance(5_000);
    breaker.answered(admit(), 1_001);
    expect(breaker.state).toBe('OPEN');
    clock.advance(5_000);
    breaker.answered(admit(), 1);
    expect([breaker.state, breaker.failuresInRow]).toEqual(['CLOSED', 0]);
    expect(states).toEqual([
      'OPEN',
      'HALF_OPEN',
      'OPEN',
      'HALF_OPEN',
      'OPEN',
      'HALF_OPEN',
      'OPEN',
      'HALF_OPEN',
      'CLOSED',
    ]);
  });

  test('hears nothing of calls that were under way when it opened, then or after it has closed', () => {
    const { breaker, clock, sick, admit, states } = standing();
    const under = Array.from({ length: 40 }, admit);
    sick(10);
    for (const pass of under.slice(0, 10)) breaker.answered(pass, 1);
    for (const pass of under.slice(10, 20)) breaker.failed(pass);
    expect([breaker.state, breaker.failuresInRow]).toEqual(['OPEN', 10]);
    clock.advance(5_000);
    breaker.answered(admit(), 1);
    for (const pass of under.slice(20)) breaker.failed(pass);
    expect(breaker.state).toBe('CLOSED');
    expect(states).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
  });

  test('is closed by other means once, whatever its test says after', () => {
    const { breaker, clock, sick, admit, states } = standing();
    breaker.recovered();
    sick(10);
    clock.advance(5_000);
    const late = admit();
    breaker.recovered();
    breaker.answered(late, 1);
    breaker.failed(late);
    expect(states).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
  });

  test('stays closed for a source that fails two of five calls, at random', () => {
    let opened = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const random = seeded(seed);
      const { breaker, clock, states } = standing({ calls: 20 });
      for (let call = 0; call < 3_000; call++) {
        clock.advance(20);
        const pass = breaker.admit();
        if (pass === null) continue;
        if (random() < 0.4) breaker.failed(pass);
        else breaker.answered(pass, 1);
      }
      opened += states.filter((state) => state === 'OPEN').length;
    }
    // Of a hundred minutes at fifty calls a second.
    expect(opened).toBeLessThanOrEqual(3);
  });
});

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
