import type { FastifyInstance } from 'fastify';
import type { Probes } from '../kernel/health.ts';

/** `/healthz`, `/readyz`, `/startup`: the status and nothing internal. */
export function publicProbes(app: FastifyInstance, probes: Probes): void {
  for (const [url, probe] of Object.entries(probes)) {
    app.get(url, async (_, reply) => {
      const { status } = probe();
      return reply
        .code(status === 'fail' ? 503 : 200)
        .header('cache-control', 'no-store')
        .send({ status });
    });
  }
}
