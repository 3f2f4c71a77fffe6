import {
  type ArgumentNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isAbstractType,
  isInputObjectType,
  isListType,
  Kind,
  type ObjectValueNode,
  type OperationDefinitionNode,
  TypeInfo,
  type ValueNode,
  valueFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { constraintOf } from '../../kernel/documents/constraint-of.ts';
import { fragmentsOf, operationOf } from '../../kernel/documents/selections.ts';
import { type InputCheck, InputChecks } from './input-check.ts';

/** What the constraints of a graph ask of one operation. */
export interface OperationChecks {
  /** What is wrong with values that stand in the document: the same for every request. */
  readonly problems: readonly string[];
  readonly variables: readonly { readonly name: string; readonly check: InputCheck }[];
}

/** Makes the checks of operations that are valid for a schema. */
export function operationChecks(
  schema: GraphQLSchema,
): (document: DocumentNode, name: string | null) => OperationChecks {
  const inputs = new InputChecks();
  return (document, name) => {
    const found = new Found(inputs);
    const types = new TypeInfo(schema);
    const look = visitWithTypeInfo(types, {
      Field: ({ arguments: given }) => {
        const parent = types.getParentType();
        const field = types.getFieldDef();
        if (!parent || !field || !given) return;
        // Asked for on an interface, a field may be any of its objects', and each may ask for more.
        for (const type of [parent, ...(isAbstractType(parent) ? schema.getPossibleTypes(parent) : [])]) {
          const own = 'getFields' in type ? type.getFields()[field.name] : undefined;
          if (own) for (const argument of given) found.argument(argument, own, type.name);
        }
      },
    });
    for (const node of reached(document, operationOf(document, name))) visit(node, look);
    return found;
  };
}

function reached(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<OperationDefinitionNode | FragmentDefinitionNode> {
  const fragments = fragmentsOf(document);
  const all = new Set<OperationDefinitionNode | FragmentDefinitionNode>([operation]);
  // A set gives what is added while it is walked, too.
  for (const node of all) {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (fragment) all.add(fragment);
      },
    });
  }
  return all;
}

class Found implements OperationChecks {
  readonly problems: string[] = [];
  readonly variables: { readonly name: string; readonly check: InputCheck }[] = [];
  readonly #inputs: InputChecks;
  /** Which variable has been seen where. */
  readonly #seen = new Set<string>();

  constructor(inputs: InputChecks) {
    this.#inputs = inputs;
  }

  argument({ name, value }: ArgumentNode, field: GraphQLField<unknown, unknown>, type: string): void {
    const arg = field.args.find((one) => one.name === name.value);
    if (arg) this.#value(value, arg, `${type}.${field.name}(${arg.name}:)`);
  }

  #value(node: ValueNode, { type, astNode }: Typed, where: string): void {
    const constraint = constraintOf(astNode);
    const check = this.#inputs.of(type, constraint);
    if (!check) return;
    const nullable = getNullableType(type);
    if (node.kind === Kind.VARIABLE) this.#variable(node.name.value, check, where);
    else if (node.kind === Kind.LIST && isListType(nullable)) {
      for (const item of node.values) this.#value(item, { type: nullable.ofType, astNode }, where);
    } else if (node.kind === Kind.OBJECT && isInputObjectType(getNamedType(type))) this.#members(node, type, where);
    else check(valueFromAST(node, type), where, (at, words) => this.problems.push(`${at} ${words}.`));
  }

  #members({ fields }: ObjectValueNode, type: GraphQLInputType, where: string): void {
    const named = getNamedType(type);
    if (!isInputObjectType(named)) return;
    const known = named.getFields();
    for (const { name, value } of fields) {
      const field = known[name.value];
      if (field) this.#value(value, field, `${where}.${name.value}`);
    }
  }

  #variable(name: string, check: InputCheck, where: string): void {
    const key = `${name} ${where}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.variables.push({ name, check });
  }
}

type Typed = Pick<GraphQLArgument, 'type' | 'astNode'>;
