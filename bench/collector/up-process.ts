import { serveTraced } from './serve-traced.ts';

/** The collector takes in what comes. */
await serveTraced((upstream) => upstream);
