import {
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { isIncluded, type Place, type Selected } from '../../kernel/documents/selections.ts';
import type { GatewayContext } from '../../kernel/fields/resolver.ts';

export type Path = GraphQLResolveInfo['path'];
type Variables = Readonly<Record<string, unknown>>;

/** What resolvers are told of the document that runs. */
export interface DocumentFacts {
  readonly schema: GraphQLSchema;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly operation: OperationDefinitionNode;
}

/** A field of a document whose value is asked for by a call. */
export class CalledField {
  readonly key: string;
  readonly resolve: GraphQLFieldResolver<unknown, GatewayContext>;
  readonly parentType: GraphQLObjectType;
  readonly #field: GraphQLField<unknown, unknown>;
  readonly #selected: Selected;
  /** The places of the document that ask for it, where they are the same for all requests. */
  readonly #nodes: readonly FieldNode[] | undefined;

  constructor(
    selected: Selected,
    parentType: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    resolve: GraphQLFieldResolver<unknown, GatewayContext>,
  ) {
    this.key = selected.key;
    this.resolve = resolve;
    this.parentType = parentType;
    this.#field = field;
    this.#selected = selected;
    const isFixed = selected.places.every(({ conditions }) => conditions.length === 0);
    this.#nodes = isFixed ? nodesOf(selected.places) : undefined;
  }

  args(variables: Variables): Record<string, unknown> {
    return this.#field.args.length === 0 ? {} : getArgumentValues(this.#field, this.#selected.node, variables);
  }

  info({ schema, fragments, operation }: DocumentFacts, path: Path, variableValues: Variables): GraphQLResolveInfo {
    return {
      fieldName: this.#field.name,
      fieldNodes:
        this.#nodes ??
        nodesOf(this.#selected.places.filter(({ conditions }) => isIncluded([conditions], variableValues))),
      returnType: this.#field.type,
      parentType: this.parentType,
      path,
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues,
    };
  }
}

/** Each once: a fragment that is spread under several conditions may hold for more than one of them. */
const nodesOf = (places: readonly Place[]): readonly FieldNode[] => [...new Set(places.map(({ node }) => node))];
