import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConfigInput } from '../../src/index.ts';
import { CONNECTIONS } from '../contenders.ts';
import { shopResolvers } from './resolvers.ts';

/** The folder that paths of the config are seen from. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const SOURCES = ['shop', 'orders', 'people', 'makers'];

/**
 * The gateway's config for the bench: its defaults, on ports chosen by the system.
 * @param upstream base address of the one source
 * @param folder where the registered operations and their contracts stand
 */
export function shopConfig(upstream: string, folder: string): ConfigInput {
  return {
    schema: 'graph/*.graphql',
    resolvers: shopResolvers,
    // Of one service, but with connections and policies of their own.
    sources: Object.fromEntries(SOURCES.map((name) => [name, { url: upstream, connections: CONNECTIONS }])),
    operations: { folder: relative(ROOT, folder), mode: 'safelist' },
    http: { host: '127.0.0.1', port: 0 },
    admin: { port: 0 },
  };
}
