import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import type { PiiClass } from './finding.ts';

/** Where an operation takes in and gives out personal data, by path; lists add nothing to a path. */
export interface PiiPlan {
  /** By path of the variables, such as `input.traveller.email`. */
  readonly takes: ReadonlyMap<string, PiiClass>;
  /** By path of the answer, aliases applied, such as `trip.traveller.email`. */
  readonly gives: ReadonlyMap<string, PiiClass>;
}

/** Fields looked at before giving up: fragments that double at every level would make paths without end. */
const MOST_FIELDS = 20_000;

/** Reads `@pii` of the schema along an operation; `null` where it has more fields than can be followed. */
export function piiPlan(schema: GraphQLSchema, document: DocumentNode, name: string | null): PiiPlan | null {
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode =>
      node.kind === Kind.OPERATION_DEFINITION && (node.name?.value ?? null) === name,
  );
  if (!operation) return null;
  const walk = new PiiWalk(schema, document);
  for (const { variable, type } of operation.variableDefinitions ?? [])
    walk.input(typeName(type), variable.name.value, []);
  const root = schema.getRootType(operation.operation);
  if (root) walk.selections(operation.selectionSet, root, '');
  return walk.fields > MOST_FIELDS ? null : walk;
}

class PiiWalk implements PiiPlan {
  readonly takes = new Map<string, PiiClass>();
  readonly gives = new Map<string, PiiClass>();
  fields = 0;
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode) {
    this.#schema = schema;
    const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  /** @param above the input types that the path has passed: one inside itself is not followed again */
  input(name: string, path: string, above: readonly string[]): void {
    const type = this.#schema.getType(name);
    if (!isInputObjectType(type) || above.includes(name)) return;
    for (const field of Object.values(type.getFields())) {
      const pii = piiOf(field);
      if (pii) this.takes.set(`${path}.${field.name}`, pii);
      else this.input(getNamedType(field.type).name, `${path}.${field.name}`, [...above, name]);
    }
  }

  selections({ selections }: SelectionSetNode, parent: GraphQLNamedType, path: string): void {
    for (const node of selections) {
      if (this.fields > MOST_FIELDS) return;
      if (node.kind === Kind.FIELD) this.#field(node, parent, path);
      else if (node.kind === Kind.INLINE_FRAGMENT) this.#fragment(node, parent, path);
      else {
        const fragment = this.#fragments.get(node.name.value);
        if (fragment) this.#fragment(fragment, parent, path);
      }
    }
  }

  #fragment(
    { typeCondition, selectionSet }: { typeCondition?: NamedTypeNode | undefined; selectionSet: SelectionSetNode },
    parent: GraphQLNamedType,
    path: string,
  ): void {
    const type = typeCondition ? this.#schema.getType(typeCondition.name.value) : parent;
    if (type) this.selections(selectionSet, type, path);
  }

  #field({ alias, name, arguments: given, selectionSet }: FieldNode, parent: GraphQLNamedType, above: string): void {
    this.fields++;
    const path = `${above}${alias?.value ?? name.value}`;
    for (const field of this.#definitions(parent, name.value)) {
      for (const { name: argument, value } of given ?? []) {
        const pii = piiOf(field.args.find((one) => one.name === argument.value));
        if (pii && value.kind === Kind.VARIABLE) this.takes.set(value.name.value, pii);
      }
      const pii = piiOf(field);
      const type = getNamedType(field.type);
      if (pii) this.gives.set(path, pii);
      else if (selectionSet && isCompositeType(type)) this.selections(selectionSet, type, `${path}.`);
    }
  }

  /** On an interface any of its objects may answer, so any of their marks counts. */
  #definitions(parent: GraphQLNamedType, name: string): readonly GraphQLField<unknown, unknown>[] {
    const types = isAbstractType(parent) ? [parent, ...this.#schema.getPossibleTypes(parent)] : [parent];
    const fields = types.flatMap(
      (type) => ((isObjectType(type) || isInterfaceType(type)) && type.getFields()[name]) || [],
    );
    return fields.some((field) => piiOf(field)) ? fields : fields.slice(0, 1);
  }
}

function typeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type);
}

type Marked = GraphQLArgument | GraphQLField<unknown, unknown> | GraphQLInputField;

/** The class of `@pii(class: …)`, where it stands. */
function piiOf(marked: Marked | undefined): PiiClass | undefined {
  const directives: readonly ConstDirectiveNode[] = marked?.astNode?.directives ?? [];
  const value = directives.find(({ name }) => name.value === 'pii')?.arguments?.[0]?.value;
  return value?.kind === Kind.ENUM ? (value.value as PiiClass) : undefined;
}
