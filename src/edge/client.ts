import type { Client, Received } from '../kernel/exchange.ts';
import type { Plugin } from '../kernel/plugin.ts';

/** What clients call themselves in; the first that is there counts. */
const NAME_HEADERS = ['apollographql-client-name', 'x-graphql-client-name', 'graphql-client-name'];
const VERSION_HEADERS = ['apollographql-client-version', 'x-graphql-client-version', 'graphql-client-version'];
/** Printable ASCII of a bounded length; anything else counts as no name, for names end up in logs and metrics. */
const WELL_FORMED = /^[\x20-\x7e]{1,128}$/;

/** Tells which application calls. */
export function client(): Plugin<Received, { readonly client: Client }> {
  return {
    name: 'client',
    run({ request }) {
      const first = (names: readonly string[]): string | null => {
        for (const name of names) {
          const value = request.header(name);
          if (value !== undefined && WELL_FORMED.test(value)) return value;
        }
        return null;
      };
      return { client: { name: first(NAME_HEADERS), version: first(VERSION_HEADERS) } };
    },
  };
}
