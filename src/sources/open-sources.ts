import { isDeepStrictEqual } from 'node:util';
import type { ConnectorSource } from './connectors/sources-of.ts';
import { defaultsFor, type SourceConfig } from './config.ts';
import { createSource, type Source, type SourceParts } from './source.ts';

/** The sources of a generation. Those of the one before whose settings stayed are kept, with their breakers and pools. */
export function openSources(
  wanted: Readonly<Record<string, SourceConfig>>,
  parts: SourceParts,
  before: ReadonlyMap<string, Source>,
): ReadonlyMap<string, Source> {
  return new Map(
    Object.entries(wanted).map(([name, config]) => {
      const old = before.get(name);
      const stays = old && isDeepStrictEqual(settingsOf(old.config), settingsOf(config));
      return [name, stays ? old : createSource(name, config, parts, old?.counted)] as const;
    }),
  );
}

/** Fallbacks are the generation's: functions among them are other ones each time that a config is read. */
const settingsOf = ({ fallback: _, ...settings }: SourceConfig): object => settings;

/** The sources of the config, and with the defaults those that only the schema names. */
export function wantedSources(
  configured: Readonly<Record<string, SourceConfig>>,
  ofSchema: readonly ConnectorSource[],
): Readonly<Record<string, SourceConfig>> {
  const made = ofSchema.flatMap(({ name, url }) => (name in configured ? [] : [[name, defaultsFor(url)] as const]));
  return { ...configured, ...Object.fromEntries(made) };
}
