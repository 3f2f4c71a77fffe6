import { serveShop } from '../graph/serve.ts';

/** Serves the shop silently, with every request traced to a collector. */
export function serveTraced(collector: (upstream: string) => string): Promise<void> {
  return serveShop(({ upstream }) => ({
    config: { logging: { level: 'silent' }, telemetry: { resolverSpans: 0 } },
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector(upstream) },
    watched: true,
  }));
}
