import { createHash } from 'node:crypto';
import type { Graph } from '../kernel/ports/graph.ts';
import type { Registry } from '../kernel/ports/registry.ts';

/** Equal for replicas that serve the same schema and operations. */
export function fingerprint(graph: Graph, registry: Registry): string {
  const hash = createHash('sha256').update(graph.hash);
  for (const { contract } of registry.all()) hash.update(JSON.stringify(contract));
  return hash.digest('hex').slice(0, 8);
}
