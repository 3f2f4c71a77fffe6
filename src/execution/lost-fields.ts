import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { failedSource } from '../errors/failed-source.ts';
import type { RenderedErrors } from '../errors/render.ts';
import { pathText } from '../kernel/documents/path-text.ts';
import type { LostField, Plan } from '../kernel/ports/planner.ts';

/** Errors of sources with the coordinate of the field that each fell upon, where they know their connector alone. */
export function withCoordinates(rendered: RenderedErrors, plan: () => Plan): RenderedErrors {
  const errors = rendered.errors.map((error): GraphQLFormattedError => {
    const { path, extensions } = error;
    if (!path || extensions?.['source'] === undefined || isField(extensions['coordinate'])) return error;
    const place = plan().place(pathText(path));
    return place ? { ...error, extensions: { ...extensions, coordinate: place.coordinate } } : error;
  });
  return { ...rendered, errors };
}

const isField = (coordinate: unknown): boolean => typeof coordinate === 'string' && /^\w+\.\w+$/.test(coordinate);

/** The fields that failed since their source did, as against those that it refused. */
export function lostFields({ thrown }: RenderedErrors): readonly LostField[] {
  return thrown.flatMap((error) => {
    const source = failedSource(error);
    return source !== undefined && error instanceof GraphQLError && error.path
      ? [{ source, path: pathText(error.path) }]
      : [];
  });
}
