import type { GraphQLResolveInfo } from 'graphql';

type Path = GraphQLResolveInfo['path'];

/** What a resolver did when it was asked: it gave a value, or a promise of one, or threw. */
export type Outcome = { readonly path: Path } & ({ readonly value: unknown } | { readonly thrown: unknown });

/** What resolvers have done for a request, by the place of their field in the answer. */
export type Recall = ReadonlyMap<string, Outcome>;

export function recallOf(outcomes: readonly Outcome[]): Recall {
  return new Map(outcomes.map((outcome) => [placeOf(outcome.path), outcome]));
}

/** What was done at a place already: given again, or thrown again; `ask` where nothing was. */
export function recalled(recall: Recall, path: Path, ask: () => unknown): unknown {
  const done = recall.get(placeOf(path));
  if (!done) return ask();
  if ('thrown' in done) throw done.thrown;
  return done.value;
}

function placeOf(path: Path): string {
  let place = '';
  for (let at: Path | undefined = path; at; at = at.prev) place = `${at.key}.${place}`;
  return place;
}
