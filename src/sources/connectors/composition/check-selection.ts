import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { didYouMean } from '../../../kernel/problems/nearest.ts';
import { outputShape, type ObjectShape, type Position, type Shape } from '../../mapping/mapping.ts';
import type { ConnectDefinition } from '../read/definition.ts';
import { pathHint } from '../checks/check-shapes.ts';
import type { Findings } from '../checks/finding.ts';
import { BUILT_IN, resultType } from '../checks/types.ts';

/** The fields that connectors give, by type. */
export type Provided = Map<string, Set<string>>;

/** Whether a selection fits the type that it is for; notes what it provides. */
export function checkSelection(
  connect: ConnectDefinition,
  schema: GraphQLSchema,
  findings: Findings,
  provided: Provided,
): void {
  const type = resultType(schema, connect);
  if (!type) return;
  const { place, selection } = connect;
  const isRoot = place.type === 'Query' || place.type === 'Mutation';
  const walk = new SelectionWalk(connect, schema, findings, provided);
  const around = place.kind === 'type' || isRoot ? [] : [place.type];
  walk.fit(outputShape(selection.mapping), getNamedType(type), selection.mapping.body.start, around);
}

class SelectionWalk {
  readonly #connect: ConnectDefinition;
  readonly #schema: GraphQLSchema;
  readonly #findings: Findings;
  readonly #provided: Provided;

  constructor(connect: ConnectDefinition, schema: GraphQLSchema, findings: Findings, provided: Provided) {
    this.#connect = connect;
    this.#schema = schema;
    this.#findings = findings;
    this.#provided = provided;
  }

  fit(shape: Shape, type: GraphQLNamedType, start: number, around: readonly string[]): void {
    if (shape.kind === 'oneOf') {
      for (const one of shape.shapes) this.fit(one, type, start, around);
    } else if (isLeafType(type)) {
      if (shape.kind === 'object') this.#leaf(type, start, around);
    } else if (around.includes(type.name)) {
      const message = `${type.name} contains itself here (${[...around, type.name].join(' → ')}). Other composers refuse that; give the field a connector of its own.`;
      this.#findings.warning('CIRCULAR_REFERENCE', this.#at(start), message);
      if (shape.kind === 'object') this.#provide(shape, type);
    } else if (shape.kind === 'object') {
      this.#object(shape, type, start, [...around, type.name]);
    } else if (shape.kind === 'value') {
      const message = `${type.name} is an object: say which of its fields are taken, as in \`{ id name }\`.`;
      this.#findings.error('GROUP_SELECTION_REQUIRED_FOR_OBJECT', this.#at(start), message);
    }
  }

  #leaf(type: GraphQLNamedType, start: number, around: readonly string[]): void {
    const hint = around.length === 0 ? pathHint(this.#connect.selection.mapping) : '';
    const message = `This gives an object, and ${type.name} is one value.${hint || ' Take the `{ … }` away, or name one key of it.'}`;
    const isBuiltIn = BUILT_IN.has(type.name) || 'getValues' in type;
    if (isBuiltIn) this.#findings.error('GROUP_SELECTION_IS_NOT_OBJECT', this.#at(start), message);
    else {
      const other = `${type.name} is a scalar. It holds the object as it is here; other composers refuse a \`{ … }\` on it.`;
      this.#findings.warning('GROUP_SELECTION_IS_NOT_OBJECT', this.#at(start), other);
    }
  }

  #object(shape: ObjectShape, type: GraphQLNamedType, start: number, around: readonly string[]): void {
    if (isAbstractType(type) && this.#connect.grammar === 'v0.3') {
      const message = `${type.name} is ${isInterfaceType(type) ? 'an interface' : 'a union'}, which connectors know from v0.4 on. Link connect/v0.4.`;
      this.#findings.warning('CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE', this.#at(start), message);
    }
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [];
    const types = isObjectType(type) || isInterfaceType(type) ? [type, ...possible] : possible;
    for (const [name, { shape: inner, start: at }] of shape.fields) {
      if (name === '__typename') continue;
      const owner = types.find((one) => one.getFields()[name]);
      if (owner) this.#field(owner, name, inner, at, around);
      else {
        const known = types.flatMap((one) => Object.keys(one.getFields()));
        const message = `${type.name} has no field "${name}".${didYouMean(name, known)} Take it out, or write one of its fields before the colon: ${known.join(', ')}.`;
        this.#findings.warning('SELECTED_FIELD_NOT_FOUND', this.#at(at), message);
      }
    }
    this.#provide(shape, type);
    for (const one of shape.spreads) if (one.kind !== 'value') this.fit(one, type, start, around.slice(0, -1));
  }

  #field(
    owner: GraphQLObjectType | GraphQLInterfaceType,
    name: string,
    shape: Shape,
    start: number,
    around: readonly string[],
  ): void {
    const field = owner.getFields()[name];
    if (!field) return;
    if (field.args.length > 0) {
      const message = `${owner.name}.${name} takes arguments, which this selection knows nothing of. Give it a connector of its own.`;
      this.#findings.warning('CONNECTORS_FIELD_WITH_ARGUMENTS', this.#at(start), message);
    }
    this.fit(shape, getNamedType(field.type), start, around);
  }

  #provide(shape: ObjectShape, type: GraphQLNamedType): void {
    const names = this.#provided.get(type.name) ?? new Set();
    this.#provided.set(type.name, names);
    for (const name of shape.fields.keys()) names.add(name);
    for (const one of isAbstractType(type) ? this.#schema.getPossibleTypes(type) : []) {
      this.#provide(shape, one);
    }
    // What is spread is not known by name; it may give anything.
    if (shape.spreads.length > 0) names.add(ANY);
  }

  #at(offset: number): Position {
    return this.#connect.selection.text.at(offset);
  }
}

export const ANY = '*';
