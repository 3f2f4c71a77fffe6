import type { GraphQLField, GraphQLObjectType } from 'graphql';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { Connector } from '../connectors/connector.ts';

/** The connectors of a graph, by where they stand. */
export interface ConnectorIndex {
  /** The one of a field. */
  readonly ofField: (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) => Connector | undefined;
  /** Those that give fields of an object whose key is known. */
  readonly ofType: (type: string) => readonly Connector[];
}

export function connectorIndex(graph: Graph, connectors: readonly Connector[]): ConnectorIndex {
  const fields = new Map<string, Connector>();
  const types = new Map<string, Connector[]>();
  const add = (type: string, connector: Connector): void => {
    types.set(type, [...(types.get(type) ?? []), connector]);
  };
  for (const connector of connectors) {
    const { place } = connector;
    if (place.kind === 'type') add(place.type, connector);
    else {
      const coordinate = `${place.type}.${place.field}`;
      if (!fields.has(coordinate)) fields.set(coordinate, connector);
      if (place.entity) add(namedTypeOf(graph, place.type, place.field), connector);
    }
  }
  return {
    ofField: (type, field) => fields.get(`${type.name}.${field.name}`),
    ofType: (type) => types.get(type) ?? [],
  };
}

function namedTypeOf({ inner: { schema } }: Graph, typeName: string, fieldName: string): string {
  const type = schema.getType(typeName);
  const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined;
  return String(field?.type).replace(/[[\]!]/g, '');
}
