import { GOVERNANCE } from './graph/governance.ts';
import { observation } from './graph/observation.ts';
import { serveShop } from './graph/serve.ts';

/** The gateway with all of it: governance, log, trace and flags. */
await serveShop((setup) => {
  const { config, env } = observation(setup);
  return { config: { ...config, ...GOVERNANCE }, env };
});
