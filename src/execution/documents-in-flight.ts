import type { Operation } from '../kernel/exchange.ts';
import type { Registry } from '../kernel/ports/registry.ts';

/**
 * The operations that Apollo Server may ask for: the registered ones, and the free-form ones while a request runs them.
 * It finds every document here and so neither hashes nor parses nor validates.
 */
export interface DocumentsInFlight {
  readonly enter: (operation: Operation) => void;
  readonly leave: (operation: Operation) => void;
  readonly byId: (id: string) => Pick<Operation, 'text' | 'document'> | undefined;
}

export function documentsInFlight(registry: Registry): DocumentsInFlight {
  const free = new Map<string, { readonly operation: Operation; requests: number }>();
  return {
    enter(operation) {
      if (operation.registered) return;
      const known = free.get(operation.id);
      if (known) known.requests++;
      else free.set(operation.id, { operation, requests: 1 });
    },
    leave({ id, registered }) {
      const known = registered ? undefined : free.get(id);
      if (known && --known.requests === 0) free.delete(id);
    },
    byId: (id) => registry.byId(id)?.operation ?? free.get(id)?.operation,
  };
}
