import { serveTraced } from './serve-traced.ts';

/** Nobody listens where the collector should be. */
await serveTraced(() => 'http://127.0.0.1:9');
