import { serveTraced } from './serve-traced.ts';

/** The collector takes in what comes and never answers. */
await serveTraced((upstream) => `${upstream}/hanging`);
