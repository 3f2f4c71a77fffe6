import { serveShop } from './graph/serve.ts';

/** The gateway with every request traced, and silent. */
await serveShop(({ upstream }) => ({
  config: { logging: { level: 'silent' } },
  env: { OTEL_EXPORTER_OTLP_ENDPOINT: upstream },
}));
