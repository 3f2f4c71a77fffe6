import type { Plugin } from '../kernel/plugin.ts';
import type { Clock } from '../kernel/ports/clock.ts';
import type { Registry } from '../kernel/ports/registry.ts';
import type { Mode } from './config.ts';

/** Tells health what may run here. */
export function registryHealth(registry: () => Registry, mode: Mode, clock: Clock): Plugin {
  return {
    name: 'registry',
    health() {
      const { size } = registry();
      const useless = size === 0 && (mode === 'safelist' || mode === 'ids-only');
      const detail = useless
        ? `no operation is registered, and mode \`${mode}\` answers no other. Run \`tollgate operations build\`.`
        : `${size} registered operations, mode \`${mode}\``;
      return [
        {
          name: 'operations',
          kind: 'registry',
          status: useless ? 'warn' : 'pass',
          observedAt: new Date(clock.now()).toISOString(),
          detail,
        },
      ];
    },
  };
}
