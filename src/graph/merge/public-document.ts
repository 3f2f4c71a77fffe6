import {
  type DefinitionNode,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type NamedTypeNode,
  type TypeNode,
} from 'graphql';
import type { Finding } from '../../kernel/problems/problem.ts';
import { findingAt } from '../links/finding.ts';
import type { Hides } from './hidden-by.ts';

export interface PublicDocument {
  readonly document: DocumentNode;
  /** Coordinates of what it does not have: `User`, `User.secret`, `Color.RED`. */
  readonly hidden: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/**
 * What clients may see of a graph: without machinery and without what is hidden. Something left that needs what is gone is an
 * error, as in composition.
 */
export function publicDocument(
  document: DocumentNode,
  machinery: ReadonlySet<DefinitionNode>,
  hides: Hides,
): PublicDocument {
  const hidden = new Set<string>();
  for (const definition of document.definitions) {
    const isGone = machinery.has(definition) || ('directives' in definition && hides(definition));
    if (isGone && 'name' in definition && definition.kind !== Kind.DIRECTIVE_DEFINITION && definition.name)
      hidden.add(definition.name.value);
  }
  const filter = new Filter(hidden, hides);
  const definitions = document.definitions.flatMap((definition) =>
    machinery.has(definition) ? [] : filter.definition(definition),
  );
  filter.refuseHiddenDefaults();
  return { document: { kind: Kind.DOCUMENT, definitions }, hidden, findings: filter.findings };
}

const innermost = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : innermost(type.type));

type Member = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;
type Coordinate = (member: Member) => string;

const memberOf =
  (owner: string): Coordinate =>
  ({ name }) =>
    `${owner}.${name.value}`;
const argumentOf =
  (owner: string): Coordinate =>
  ({ name }) =>
    `${owner}(${name.value}:)`;

class Filter {
  readonly findings: Finding[] = [];
  readonly #hidden: Set<string>;
  readonly #hides: Hides;
  readonly #inputsLeft: InputValueDefinitionNode[] = [];

  constructor(hidden: Set<string>, hides: Hides) {
    this.#hidden = hidden;
    this.#hides = hides;
  }

  definition(node: DefinitionNode): readonly DefinitionNode[] {
    switch (node.kind) {
      case Kind.SCHEMA_EXTENSION:
        return []; // the roots bear their own names, and all else there is machinery
      case Kind.SCHEMA_DEFINITION:
        return [{ ...node, directives: [] }];
      case Kind.DIRECTIVE_DEFINITION:
        return [{ ...node, arguments: this.#inputs(node.arguments, argumentOf(`@${node.name.value}`)) }];
      case Kind.OPERATION_DEFINITION:
      case Kind.FRAGMENT_DEFINITION:
        return [];
    }
    if (this.#hidden.has(node.name.value)) return [];
    return [this.#type(node)];
  }

  #type(node: Exclude<DefinitionNode, { kind: Kind.SCHEMA_DEFINITION }>): DefinitionNode {
    switch (node.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION:
        return { ...node, interfaces: this.#left(node.interfaces), fields: this.#fields(node.name.value, node.fields) };
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.UNION_TYPE_EXTENSION:
        return { ...node, types: this.#left(node.types) };
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_EXTENSION:
        return { ...node, values: this.#members(node.values, memberOf(node.name.value)) };
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_EXTENSION:
        return { ...node, fields: this.#inputs(node.fields, memberOf(node.name.value)) };
      default:
        return node;
    }
  }

  #left(types: readonly NamedTypeNode[] = []): readonly NamedTypeNode[] {
    return types.filter(({ name }) => !this.#hidden.has(name.value));
  }

  #members<Node extends Member>(nodes: readonly Node[] = [], coordinate: Coordinate): readonly Node[] {
    return nodes.filter((node) => {
      const isHidden = this.#hides(node);
      if (isHidden) this.#hidden.add(coordinate(node));
      return !isHidden;
    });
  }

  #fields(owner: string, fields: readonly FieldDefinitionNode[] = []): readonly FieldDefinitionNode[] {
    const coordinate = memberOf(owner);
    return this.#members(fields, coordinate).map((field) => {
      this.#refuseHidden(coordinate(field), field.type);
      return { ...field, arguments: this.#inputs(field.arguments, argumentOf(coordinate(field))) };
    });
  }

  #inputs(
    inputs: readonly InputValueDefinitionNode[] = [],
    coordinate: Coordinate,
  ): readonly InputValueDefinitionNode[] {
    for (const input of inputs) {
      const isNeeded = input.type.kind === Kind.NON_NULL_TYPE && !input.defaultValue;
      if (isNeeded && this.#hides(input)) {
        const message = `${coordinate(input)} is required, so it cannot be hidden: nobody could give it. Make it nullable, or give it a default.`;
        this.findings.push(findingAt('error', input, message));
      }
    }
    const left = this.#members(inputs, coordinate);
    for (const input of left) this.#refuseHidden(coordinate(input), input.type);
    this.#inputsLeft.push(...left);
    return left;
  }

  /** graphql-js would leave such a default out without a word. */
  refuseHiddenDefaults(): void {
    for (const { type, defaultValue } of this.#inputsLeft) {
      const values = defaultValue?.kind === Kind.LIST ? defaultValue.values : [defaultValue];
      for (const value of values) {
        if (value?.kind !== Kind.ENUM || !this.#hidden.has(`${innermost(type)}.${value.value}`)) continue;
        const message = `The default ${value.value} is hidden from clients. Choose another default.`;
        this.findings.push(findingAt('error', value, message));
      }
    }
  }

  #refuseHidden(coordinate: string, type: TypeNode): void {
    const name = innermost(type);
    if (!this.#hidden.has(name)) return;
    const message = `${coordinate} is of the type ${name}, which clients do not see. Hide ${coordinate} too, by @inaccessible or by the tag.`;
    this.findings.push(findingAt('error', type, message));
  }
}
