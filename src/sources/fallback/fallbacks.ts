import type { Around } from '../../kernel/fields/around.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import type { Fallback } from './config.ts';
import { fallbackAround, type FallbackParts } from './fallback-around.ts';

type Configured = Readonly<Record<string, { readonly fallback: Readonly<Record<string, Fallback>> }>>;

/** What fields answer while their source is out. */
export function fallbacks(sources: Configured, parts: FallbackParts): Plugin {
  const declared = new Map<string, Around[]>();
  for (const [source, { fallback: all }] of Object.entries(sources)) {
    for (const [coordinate, fallback] of Object.entries(all)) {
      if (typeof fallback === 'object' && 'lastGood' in fallback) continue;
      const around = fallbackAround({ source, coordinate }, fallback, parts);
      declared.set(coordinate, [...(declared.get(coordinate) ?? []), around]);
    }
  }
  return {
    name: 'fallbacks',
    graph: {
      public: {
        around(field, type) {
          const all = declared.get(`${type.name}.${field.name}`);
          return all && ((resolve) => all.reduce((made, around) => around(made), resolve));
        },
      },
    },
  };
}
