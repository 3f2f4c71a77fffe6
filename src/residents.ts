import { readFileSync } from 'node:fs';
import { createMemoryKeyValue } from './adapters/memory-key-value.ts';
import type { Config } from './config.ts';
import { catalogueWith, createErrorRenderer, type ErrorRenderer } from './errors/render.ts';
import type { Residents } from './generation.ts';
import type { Clock } from './kernel/ports/clock.ts';
import type { Signals } from './kernel/ports/signals.ts';
import { createSource } from './sources/source.ts';

/** Makes what outlives generations: sources with their breakers, stores, the renderer. Nothing connects before it is used. */
export function createResidents(config: Config, clock: Clock, signals: Signals): Residents {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const parts = { clock, signals };
  return {
    version,
    startedAt: new Date(clock.now()).toISOString(),
    sources: new Map(Object.entries(config.sources).map(([name, source]) => [name, createSource(name, source, parts)])),
    renderer: rendererOf(config, signals),
    apq: createMemoryKeyValue({ entries: config.operations.apq.entries, signals }),
    clock,
    signals,
  };
}

function rendererOf(config: Config, signals: Signals): ErrorRenderer {
  return createErrorRenderer({
    catalogue: catalogueWith(config.errors.codes),
    rename: config.errors.rename,
    masked(error, requestId) {
      const message = `An error was masked: ${error.message}`;
      signals.emit({
        level: 'error',
        name: 'error.masked',
        message,
        attributes: { ...(requestId && { requestId }), stack: error.stack },
      });
    },
  });
}
