import { GOVERNANCE } from './graph/governance.ts';
import { serveShop } from './graph/serve.ts';

/** The gateway with governance, and silent. */
await serveShop(() => ({ config: { ...GOVERNANCE, logging: { level: 'silent' } } }));
