import { join } from 'node:path';
import type { Settings, Setup } from './serve.ts';

/** The gateway as it is run: every request logged to a file, one in a hundred traced. */
export const observation = ({ upstream, folder }: Setup): Required<Pick<Settings, 'config' | 'env'>> => ({
  config: { logging: { file: join(folder, 'requests.log') } },
  env: { OTEL_EXPORTER_OTLP_ENDPOINT: upstream, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' },
});
