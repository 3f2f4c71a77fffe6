import { observation } from './graph/observation.ts';
import { serveShop } from './graph/serve.ts';

/** The gateway with log, trace and flags, and no governance. */
await serveShop(observation);
