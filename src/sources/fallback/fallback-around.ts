import { failedSource } from '../../errors/failed-source.ts';
import type { Around } from '../../kernel/fields/around.ts';
import { pathText } from '../../kernel/documents/path-text.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import type { Fallback } from './config.ts';
import type { UsedFallbacks } from './used-fallbacks.ts';

export interface FallbackParts {
  readonly used: UsedFallbacks;
  readonly signals: Signals;
}

/** Lets a field answer its fallback where its value failed with its source. */
export function fallbackAround(
  { source, coordinate }: { readonly source: string; readonly coordinate: string },
  fallback: Exclude<Fallback, { lastGood: number }>,
  { used, signals }: FallbackParts,
): Around {
  const make = async (failed: unknown, parent: unknown, args: unknown): Promise<unknown> => {
    if (typeof fallback === 'object') return fallback.value;
    try {
      return await fallback(parent as never, args as never); // the user's own, who knows the field
    } catch (error) {
      const message = `The fallback of ${coordinate} failed: ${String(error)}. Mend it in \`sources.${source}.fallback\`.`;
      signals.emit({ level: 'error', name: 'source.fallback', message, attributes: { source, coordinate } });
      throw failed;
    }
  };
  return (resolve) => (parent, args, context, info) => {
    const instead = (failed: unknown): unknown => {
      if (failedSource(failed) !== source) throw failed;
      return make(failed, parent, args).then((value) => {
        used.note(context.exchange, { source, path: pathText(pathOf(info.path)) });
        return value;
      });
    };
    const settle = (value: unknown): unknown => (value instanceof Error ? instead(value) : value);
    try {
      const value = resolve(parent, args, context, info);
      return value instanceof Promise ? value.then(settle, instead) : settle(value);
    } catch (error) {
      return instead(error);
    }
  };
}

type Place = { readonly prev: Place | undefined; readonly key: string | number };

function pathOf(place: Place): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Place | undefined = place; at; at = at.prev) keys.unshift(at.key);
  return keys;
}
