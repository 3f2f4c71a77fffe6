/** Any one of the lists is enough, and of that one all must hold. Source: the scopes and policies specifications, v0.1. */
export type Alternatives = readonly (readonly string[])[];

/** What a principal must have or be before it may ask for something. */
export type Rule =
  | { readonly is: 'authenticated' }
  | { readonly is: 'scopes'; readonly alternatives: Alternatives }
  | { readonly is: 'policies'; readonly alternatives: Alternatives };

/** All of them must hold. One rule is one object, however often the schema writes it. */
export type Rules = ReadonlySet<Rule>;

export const NO_RULES: Rules = new Set();

/** One list of alternatives for several that must all hold: each of one with each of the other, without the needless. */
export function allOf(lists: readonly Alternatives[]): Alternatives {
  return lists.reduce<Alternatives>(
    (one, other) => leastOf(one.flatMap((a) => other.map((b) => [...new Set([...a, ...b])].sort()))),
    [[]],
  );
}

/** An alternative is needless beside one that asks for a part of it. */
function leastOf(alternatives: Alternatives): Alternatives {
  const bySize = [...new Map(alternatives.map((one) => [one.join('\n'), one])).values()].sort(
    (a, b) => a.length - b.length || (a.join('\n') < b.join('\n') ? -1 : 1),
  );
  const kept: (readonly string[])[] = [];
  for (const one of bySize) if (!kept.some((less) => less.every((name) => one.includes(name)))) kept.push(one);
  return kept;
}
