import type { Plugin } from '../../kernel/plugin.ts';
import type { Registry } from '../../kernel/ports/registry.ts';
import type { Usage } from './usage.ts';

/** Counts who asks for which registered operation. */
export function countUsage(usage: Usage, registry: () => Registry): Plugin {
  return {
    name: 'usage',
    async start() {
      usage.serves([...registry().all()].map(({ operation }) => operation.id));
    },
    observe: {
      settled({ milliseconds, codes }, { operation, client }) {
        if (operation?.registered) usage.record(operation.id, client?.name ?? null, milliseconds, codes.length > 0);
      },
    },
  };
}
