import type { AnyPlugin } from './plugin.ts';
import type { Signals } from './ports/signals.ts';

/** Closes all at once. One that fails keeps no other from it, and is told of. */
export async function closeAll(parts: readonly Pick<AnyPlugin, 'close'>[], signals: Signals): Promise<void> {
  for (const end of await Promise.allSettled(parts.map(async (part) => part.close?.()))) {
    if (end.status === 'fulfilled') continue;
    const message = `A plugin failed to close: ${String(end.reason)}`;
    signals.emit({ level: 'error', name: 'close.failed', message });
  }
}
