import type { AnyPlugin, Health, HealthCheck } from './plugin.ts';

/** What the gateway is doing with its life. */
export type Phase = 'starting' | 'serving' | 'draining' | 'stopped' | 'failed';

/** One probe's word. */
interface ProbeAnswer {
  readonly status: Health;
  /** For the admin listener; the public one tells the status alone. */
  readonly checks: () => readonly HealthCheck[];
}

/**
 * The three questions an orchestrator asks, by their path: is the process alive, may it receive traffic, has it finished
 * starting. A source that is down is `warn`: what does not need it is still served.
 */
export type Probes = Readonly<Record<'/healthz' | '/readyz' | '/startup', () => ProbeAnswer>>;

const SEVERITY: readonly Health[] = ['pass', 'warn', 'fail'];

/** The worst of the checks. */
export function worst(checks: readonly HealthCheck[]): Health {
  return checks.reduce<Health>(
    (status, check) => (SEVERITY.indexOf(check.status) > SEVERITY.indexOf(status) ? check.status : status),
    'pass',
  );
}

/** Asks every plugin. One that throws is itself a finding. */
export function healthOf(plugins: readonly AnyPlugin[], now: () => number): readonly HealthCheck[] {
  return plugins.flatMap((plugin) => {
    try {
      return plugin.health?.() ?? [];
    } catch (error) {
      return [
        {
          name: plugin.name,
          kind: 'plugin',
          status: 'fail' as const,
          observedAt: new Date(now()).toISOString(),
          detail: `health() threw: ${String(error)}`,
        },
      ];
    }
  });
}

export function createProbes(phase: () => Phase, checks: () => readonly HealthCheck[]): Probes {
  const when = (passes: boolean): ProbeAnswer => {
    const found = checks();
    return { status: passes ? worst(found) : 'fail', checks: () => found };
  };
  return {
    '/healthz': () => ({ status: 'pass', checks }),
    '/readyz': () => when(phase() === 'serving'),
    '/startup': () => when(phase() === 'serving' || phase() === 'draining'),
  };
}
