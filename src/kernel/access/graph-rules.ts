import {
  type ConstDirectiveNode,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { type Alternatives, NO_RULES, type Rule, type Rules } from './rules.ts';

/** What the elements of a graph ask of whoever selects them, by `@authenticated`, `@requiresScopes` and `@policy`. */
export interface GraphRules {
  /** Of a field of an object: its own, its interfaces', its type's, and those of what its `@requires` names. */
  readonly ofField: (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) => Rules;
  /** Of a type: its own and its interfaces'. */
  readonly ofType: (type: GraphQLNamedType) => Rules;
  /** Every rule of the graph, with the first place where it is written. */
  readonly written: () => ReadonlyMap<Rule, ConstDirectiveNode>;
}

const known = new WeakMap<GraphQLSchema, GraphRules>();

/** The rules of a public schema, whose nodes bear the directives though their definitions are machinery. */
export function graphRules(schema: GraphQLSchema): GraphRules {
  const found = known.get(schema) ?? new Reader(schema);
  known.set(schema, found);
  return found;
}

interface Marked {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?: readonly { readonly directives?: readonly ConstDirectiveNode[] | undefined }[];
}

class Reader implements GraphRules {
  readonly #schema: GraphQLSchema;
  readonly #rules = new Map<string, Rule>();
  readonly #places = new Map<Rule, ConstDirectiveNode>();
  readonly #types = new Map<GraphQLNamedType, Rules>();
  readonly #fields = new Map<GraphQLField<unknown, unknown>, Rules>();
  /** Objects that may be reached without a field of their type. */
  readonly #entered: ReadonlySet<GraphQLNamedType>;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
    const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    this.#entered = new Set([
      ...abstract.flatMap((type) => schema.getPossibleTypes(type)),
      ...roots.flatMap((type) => type ?? []),
    ]);
  }

  ofField(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Rules {
    const found = this.#fields.get(field);
    if (found) return found;
    this.#fields.set(field, NO_RULES); // fields that require each other end here
    const own = [type, ...type.getInterfaces()].flatMap((one) => this.#written(one.getFields()[field.name]));
    const rules = new Set([
      ...own,
      ...this.ofType(getNamedType(field.type)),
      ...(this.#entered.has(type) ? this.ofType(type) : []),
      ...this.#required(type, field),
    ]);
    this.#fields.set(field, rules);
    return rules;
  }

  ofType(type: GraphQLNamedType): Rules {
    const found = this.#types.get(type);
    if (found) return found;
    const interfaces = isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : [];
    const rules = new Set([type, ...interfaces].flatMap((one) => this.#written(one)));
    this.#types.set(type, rules);
    return rules;
  }

  written(): ReadonlyMap<Rule, ConstDirectiveNode> {
    for (const type of Object.values(this.#schema.getTypeMap())) {
      this.ofType(type);
      if (isObjectType(type)) for (const field of Object.values(type.getFields())) this.ofField(type, field);
    }
    return this.#places;
  }

  /** What a field is made of is told by it. */
  #required(type: GraphQLObjectType, { astNode }: GraphQLField<unknown, unknown>): readonly Rule[] {
    const fields = argumentOf(astNode?.directives?.find(isNamed('requires')), 'fields');
    if (typeof fields !== 'string') return [];
    const [definition] = parse(`{ ${fields} }`).definitions;
    return definition?.kind === Kind.OPERATION_DEFINITION ? this.#selected(type, definition.selectionSet) : [];
  }

  #selected(parent: GraphQLNamedType | undefined, { selections }: SelectionSetNode): readonly Rule[] {
    return selections.flatMap((node): readonly Rule[] => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [];
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const narrowed = node.typeCondition ? this.#schema.getType(node.typeCondition.name.value) : parent;
        return this.#selected(narrowed, node.selectionSet);
      }
      const objects = isAbstractType(parent) ? this.#schema.getPossibleTypes(parent) : [parent].filter(isObjectType);
      return objects.flatMap((object) => {
        const field = object.getFields()[node.name.value];
        if (!field) return []; // hidden from clients, and so of the gateway's own making
        const below = node.selectionSet ? this.#selected(getNamedType(field.type), node.selectionSet) : [];
        return [...this.ofField(object, field), ...below];
      });
    });
  }

  #written({ astNode, extensionASTNodes = [] }: Marked = {}): readonly Rule[] {
    const directives = [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? []);
    return directives.flatMap((directive) => {
      const rule = this.#schema.getDirective(directive.name.value) ? undefined : ruleOf(directive); // a user's own
      if (!rule) return [];
      const key = JSON.stringify(rule);
      const one = this.#rules.get(key) ?? rule;
      this.#rules.set(key, one);
      if (one === rule) this.#places.set(one, directive);
      return [one];
    });
  }
}

const isNamed =
  (wanted: string) =>
  ({ name }: ConstDirectiveNode): boolean =>
    name.value === wanted;

function ruleOf(directive: ConstDirectiveNode): Rule | undefined {
  switch (directive.name.value) {
    case 'authenticated':
      return { is: 'authenticated' };
    case 'requiresScopes':
      return { is: 'scopes', alternatives: alternativesOf(argumentOf(directive, 'scopes')) };
    case 'policy':
      return { is: 'policies', alternatives: alternativesOf(argumentOf(directive, 'policies')) };
    default:
      return undefined;
  }
}

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): unknown {
  const node = directive?.arguments?.find((one) => one.name.value === name);
  return node && valueFromASTUntyped(node.value);
}

/** One value stands for a list of it, at both depths. Source: GraphQL §3.11, input coercion. */
const alternativesOf = (value: unknown): Alternatives => listOf(value).map((one) => listOf(one).map(String).sort());

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
