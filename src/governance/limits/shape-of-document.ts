import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** How much there is of what in a document, in the order in which it is judged. Of operations the largest counts. */
interface DocumentShape {
  readonly aliases: number;
  readonly fields: number;
  readonly listArguments: number;
  readonly expandedSelections: number;
  readonly depth: number;
  readonly rootFields: number;
}

/** What a selection set comes to with its fragments spread; beyond all numbers it is `Infinity`. */
interface Expanded {
  readonly selections: number;
  readonly depth: number;
  /** Fields at its own level. */
  readonly own: number;
}

/** Measures a document that may not be valid: fragments may be missing, or spread each other. Each node is seen once. */
export function shapeOf({ definitions }: DocumentNode): DocumentShape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const node of definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    if (node.kind === Kind.OPERATION_DEFINITION) operations.push(node);
  }
  const measure = new Measure(fragments);
  const expanded = operations.map((node) => measure.operation(node));
  // Those that no operation spreads are parsed and validated all the same.
  for (const name of fragments.keys()) measure.fragment(name);
  const { aliases, fields, longestList } = measure;
  return {
    aliases,
    fields,
    listArguments: longestList,
    expandedSelections: Math.max(0, ...expanded.map(({ selections }) => selections)),
    depth: Math.max(0, ...expanded.map(({ depth }) => depth)),
    rootFields: Math.max(0, ...expanded.map(({ own }) => own)),
  };
}

const NOTHING: Expanded = { selections: 0, depth: 0, own: 0 };

class Measure {
  aliases = 0;
  fields = 0;
  longestList = 0;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<string, Expanded>();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#fragments = fragments;
  }

  operation({ variableDefinitions = [], directives, selectionSet }: OperationDefinitionNode): Expanded {
    for (const { defaultValue } of variableDefinitions) if (defaultValue) this.#value(defaultValue);
    this.#directives(directives);
    return this.#set(selectionSet);
  }

  fragment(name: string): Expanded {
    const known = this.#known.get(name);
    if (known) return known;
    this.#known.set(name, NOTHING); // one that spreads itself is not valid, and ends here
    const node = this.#fragments.get(name);
    const expanded = node ? this.#set(node.selectionSet) : NOTHING;
    this.#known.set(name, expanded);
    return expanded;
  }

  #set({ selections }: SelectionSetNode): Expanded {
    let [count, depth, own] = [0, 0, 0];
    for (const node of selections) {
      this.#directives(node.directives);
      if (node.kind === Kind.FIELD) {
        this.fields++;
        if (node.alias) this.aliases++;
        for (const { value } of node.arguments ?? []) this.#value(value);
        const below = node.selectionSet ? this.#set(node.selectionSet) : NOTHING;
        count += 1 + below.selections;
        depth = Math.max(depth, 1 + below.depth);
        own++;
        continue;
      }
      const spread = node.kind === Kind.INLINE_FRAGMENT ? this.#set(node.selectionSet) : this.fragment(node.name.value);
      count += 1 + spread.selections;
      depth = Math.max(depth, spread.depth);
      own += spread.own;
    }
    return { selections: count, depth, own };
  }

  #directives(directives: readonly (DirectiveNode | ConstDirectiveNode)[] = []): void {
    for (const { arguments: args } of directives) for (const { value } of args ?? []) this.#value(value);
  }

  #value(value: ValueNode): void {
    if (value.kind === Kind.LIST) {
      this.longestList = Math.max(this.longestList, value.values.length);
      for (const item of value.values) this.#value(item);
    }
    if (value.kind === Kind.OBJECT) for (const field of value.fields) this.#value(field.value);
  }
}
