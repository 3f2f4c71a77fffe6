import { listed } from '../../kernel/basics/words.ts';
import type { Contract } from '../../kernel/ports/registry.ts';
import { type Place, type RestSection, restSection } from './section.ts';

/** The endpoint that an operation is, or how that changed: `Moved from … to …` */
export function restChanges(now: Contract, before: Contract | null): readonly string[] {
  const [here, there] = [sectionIn(now), before && sectionIn(before)];
  if (!here) return there ? [`Gone from ${addressOf(there)}: ${LOST}.`] : [];
  if (!there)
    return [`REST clients find it at ${addressOf(here)}${before ? ' now' : ''}.`, ...deprecationChanges(here, null)];
  const moved = addressOf(here) !== addressOf(there);
  return [
    ...(moved ? [`Moved from ${addressOf(there)} to ${addressOf(here)}: ${LOST}.`] : []),
    ...placeChanges(here, there),
    ...(here.answer === there.answer
      ? []
      : [`REST clients get ${answerText(here)} now; before, ${answerText(there)}.`]),
    ...deprecationChanges(here, there),
  ];
}

const LOST = 'REST clients that ask for the old address find nothing any more';

const addressOf = ({ method, path }: RestSection): string => `\`${method} /api${path}\``;

const answerText = ({ answer }: RestSection): string =>
  answer === undefined ? 'all of its root fields' : `what is in \`${answer}\``;

const PLACES: Readonly<Record<Place, string>> = {
  path: 'in the path',
  query: 'in the query string',
  body: 'in the body',
  'whole body': 'as the body',
};

/** Values that come another way than before. */
function placeChanges({ variables: here }: RestSection, { variables: there }: RestSection): readonly string[] {
  const taken = Object.entries(here).filter(([name, place]) => there[name] !== place);
  const gone = Object.keys(there).filter((name) => here[name] === undefined);
  return [
    ...(taken.length > 0 ? [`Takes ${listed(taken.map(([name, place]) => `\`${name}\` ${PLACES[place]}`))} now.`] : []),
    ...(gone.length > 0 ? [`REST clients that send ${listed(gone.map((name) => `\`${name}\``))} are refused.`] : []),
  ];
}

function deprecationChanges(
  { deprecated: here }: RestSection,
  before: Pick<RestSection, 'deprecated'> | null,
): readonly string[] {
  const there = before?.deprecated;
  if (!here) return there ? ['REST clients are told no longer that it is deprecated.'] : [];
  if (here.since === there?.since && here.sunset === there.sunset) return [];
  const end = here.sunset === undefined ? '' : `, and that it may be gone from ${here.sunset} on`;
  return [`REST clients are told that it is deprecated since ${here.since}${end}.`];
}

/** What an older build wrote may have another form. */
function sectionIn({ rest }: Contract): RestSection | null {
  return restSection.safeParse(rest).data ?? null;
}
