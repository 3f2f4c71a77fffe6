import { serveShop } from './graph/serve.ts';

/** The gateway with its defaults, but silent: the limit writes no log either. */
await serveShop(() => ({ config: { logging: { level: 'silent' } } }));
