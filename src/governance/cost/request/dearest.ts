import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import { fragmentsOf, operationOf } from '../../../kernel/documents/selections.ts';
import type { Operation } from '../../../kernel/exchange.ts';
import type { Graph } from '../../../kernel/ports/graph.ts';
import { saturated } from '../formula/expression.ts';
import { type WeighedDocument, weighedDocument } from '../free/weighed-document.ts';
import type { CostRules } from '../rules/cost-rules.ts';

/** A place of a document with the points of all values that stand there, without what is selected of them. */
export type DearPlace = {
  /** Names of fields by dots. */
  readonly path: string;
  readonly points: number;
};

/** As many as help. */
const MOST_PLACES = 3;
/** Places that are looked at: fragments that are spread many times make ever more. */
const MOST_LOOKS = 10_000;

/** What makes an operation dear for these variables, the dearest first. Empty for one that is too large to be looked at. */
export function dearestPlaces(
  rules: CostRules,
  { schema }: Pick<Graph, 'schema'>,
  { document, name }: Pick<Operation, 'document' | 'name'>,
  variables: Readonly<Record<string, unknown>>,
): readonly DearPlace[] {
  const source = { schema, fragments: fragmentsOf(document) };
  const weighed = weighedDocument(rules, source, operationOf(document, name), variables);
  if (!weighed) return [];
  const looker = new Looker(weighed);
  looker.look(weighed.operation.selectionSet, { path: '', times: 1 });
  return [...looker.found]
    .map(([path, points]): DearPlace => ({ path, points: Math.ceil(points) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, MOST_PLACES);
}

interface Below {
  readonly path: string;
  /** How many parents there are. */
  readonly times: number;
}

class Looker {
  readonly found = new Map<string, number>();
  readonly #weighed: WeighedDocument;
  #looks = 0;

  constructor(weighed: WeighedDocument) {
    this.#weighed = weighed;
  }

  look(set: SelectionSetNode, above: Below): void {
    for (const node of set.selections) {
      if (this.#looks > MOST_LOOKS) return;
      if (node.kind === Kind.INLINE_FRAGMENT) this.look(node.selectionSet, above);
      else if (node.kind === Kind.FIELD) this.#field(node, above);
    }
  }

  #field(node: FieldNode, above: Below): void {
    this.#looks++;
    const { items, each, once } = this.#weighed.weights.get(node) ?? { items: 0, each: 0, once: 0 };
    const path = above.path === '' ? node.name.value : `${above.path}.${node.name.value}`;
    const times = saturated(above.times * items);
    this.found.set(path, saturated((this.found.get(path) ?? 0) + times * each + above.times * once));
    if (node.selectionSet) this.look(node.selectionSet, { path, times });
  }
}
