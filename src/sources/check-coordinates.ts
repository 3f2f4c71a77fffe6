import { didYouMean } from '../kernel/problems/nearest.ts';
import type { Problem } from '../kernel/problems/problem.ts';
import type { SourceConfig } from './config.ts';
import type { Connector } from './connectors/connector.ts';

/** What limits for single fields or types name that no connector of their source is for: they would limit nothing. */
export function checkCoordinates(
  sources: Readonly<Record<string, SourceConfig>>,
  connectors: readonly Connector[],
): readonly Problem[] {
  return Object.entries(sources).flatMap(([name, { coordinates }]) => {
    const known = connectors.filter(({ source }) => source === name).map(({ element }) => element);
    return Object.keys(coordinates)
      .filter((coordinate) => !known.includes(coordinate))
      .map((coordinate) => ({
        file: 'config',
        message: `sources.${name}.coordinates names ${coordinate}, which no connector of this source is for.${didYouMean(coordinate, known)}`,
      }));
  });
}
