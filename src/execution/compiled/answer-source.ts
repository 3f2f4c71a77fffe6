import {
  type DocumentNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { readField } from '../../kernel/documents/read-field.ts';
import {
  fragmentsOf,
  type Selected,
  type SelectedSet,
  selectedFields,
  type When,
} from '../../kernel/documents/selections.ts';
import type { Gate } from '../../kernel/fields/gate.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import { Interpreted, Movable } from './bail.ts';
import { CalledField } from './called-field.ts';
import { leafText } from './leaf-text.ts';
import { type Member, objectText } from './object-text.ts';

/** A function of the text. */
export interface Writer {
  readonly name: string;
  /** Whether it takes the place of what it writes, besides the value. */
  readonly placed: boolean;
}

/**
 * What objects are. What was fetched is plain JSON; what a resolver gave may hold promises, functions and fields that are
 * fetched only now.
 */
type Origin = 'query' | 'mutation' | 'fetched' | 'given';

/** The field that a value stands in, as far as its writer needs it. */
interface Standing {
  readonly origin: 'fetched' | 'given';
  readonly field: () => string;
}

/** The text of the functions that write an answer, as it grows. */
export class AnswerSource {
  readonly functions: string[] = [];
  readonly leaves: GraphQLLeafType[] = [];
  readonly gates: (readonly Gate[])[] = [];
  readonly conditions: string[] = [];
  readonly fields: CalledField[] = [];
  readonly types: (GraphQLAbstractType | GraphQLObjectType)[] = [];
  readonly #graph: Graph;
  readonly #document: DocumentNode;
  readonly #variables: Readonly<Record<string, unknown>> | undefined;
  readonly #known = new Map<string, string>();

  /** @param variables their values, where conditions are to be decided by them and not by each request's */
  constructor(graph: Graph, document: DocumentNode, variables: Readonly<Record<string, unknown>> | undefined) {
    this.#graph = graph;
    this.#document = document;
    this.#variables = variables;
  }

  /** Functions that write the answer: one for a query; for a mutation one for each field, since they run in series. */
  steps(type: GraphQLObjectType, set: SelectedSet['set'], serial: boolean): readonly Writer[] {
    const fields = this.#selected(type, [{ set, conditions: [] }]);
    const members = fields.map((selected) => this.#member(type, selected, serial ? 'mutation' : 'query', fields));
    return (serial ? members.map((member) => [member]) : [members]).map((some) => ({
      name: this.#function(objectText(some)),
      placed: some.some(({ placed }) => placed),
    }));
  }

  /** A function that writes objects of a type. */
  #object(type: GraphQLObjectType, sets: readonly SelectedSet[], { origin, field }: Standing): Writer {
    const fields = this.#selected(type, sets);
    const members = fields.map((selected) => this.#member(type, selected, origin, fields));
    const isOf = type.isTypeOf ? `if (!run.isOf(types[${indexIn(this.types, type)}], ${field()}, v, p)) bail();` : '';
    const placed = isOf !== '' || members.some((member) => member.placed);
    const name = this.#function(
      `if (typeof v !== 'object' || v instanceof Error || Array.isArray(v)) bail();`,
      isOf,
      origin === 'given' ? 'let x;' : '',
      objectText(members),
    );
    return { name, placed };
  }

  #selected(type: GraphQLObjectType, sets: readonly SelectedSet[]): readonly Selected[] {
    const { schema } = this.#graph;
    const fragments = fragmentsOf(this.#document);
    return selectedFields({ schema, fragments, ...(this.#variables && { known: this.#variables }) }, type, sets);
  }

  #member(type: GraphQLObjectType, selected: Selected, origin: Origin, all: readonly Selected[]): Member {
    const { key, name, movable, when } = selected;
    if (movable) throw new Movable();
    const condition = when && this.#condition(when);
    if (name === '__typename') {
      return { key, condition, placed: false, value: JSON.stringify(JSON.stringify(type.name)) };
    }
    const field = type.getFields()[name];
    if (!field) throw new Interpreted(); // what introspection answers
    return { key, condition, ...this.#value(type, field, selected, origin, all) };
  }

  /** An expression that gives the text of a field. */
  #value(
    type: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    selected: Selected,
    origin: Origin,
    all: readonly Selected[],
  ): Pick<Member, 'value' | 'placed'> {
    const { key, name, sets } = selected;
    const isRoot = origin === 'query' || origin === 'mutation';
    const isWaited = origin === 'mutation' || origin === 'given';
    const isCalled = this.#graph.isCoded(type.name, name) || (isWaited && field.resolve !== undefined);
    const called = (): string => {
      const resolve = field.resolve ?? readField;
      return `fields[${this.fields.push(new CalledField(selected, type, field, resolve)) - 1}]`;
    };
    const standing: Standing = { origin: isCalled || isWaited ? 'given' : 'fetched', field: late(called) };
    const writer = this.#writer(field.type, sets, standing);
    const source = isRoot ? 'undefined' : 'v'; // as graphql-js has it without a root value
    const call = (): string => `run.call(${standing.field()}, ${source}, p, ${writer.name})`;
    if (isCalled) return { placed: true, value: call() };
    if (name in Object.prototype) throw new Interpreted();
    // Values are put where no other key of the same field can have them, be that left out of this answer or not.
    const repeated = this.#variables !== undefined || all.filter((one) => one.name === name).length > 1;
    const property = isRoot ? `v[${JSON.stringify(`@${key}`)}]` : `v.${name}`;
    const read = repeated && !isRoot ? `own(v, ${JSON.stringify(`@${key}`)}, ${JSON.stringify(name)})` : property;
    const path = `{ prev: p, key: ${JSON.stringify(key)}, typename: ${JSON.stringify(type.name)} }`;
    if (isWaited) {
      return { placed: true, value: `(waits(x = ${read}) ? ${call()} : ${written(writer, 'x', path)})` };
    }
    const value = written(writer, read, path);
    const gates = this.#graph.gates(type.name, name);
    if (gates.length === 0) return { placed: writer.placed, value };
    const closed = isNonNullType(field.type) ? 'bail()' : `'null'`;
    const asked = `gate(gates[${this.gates.push(gates) - 1}], exchange)`;
    return { placed: writer.placed, value: `(${asked} === undefined ? ${value} : ${closed})` };
  }

  /** A function that writes values of a type. */
  #writer(output: GraphQLOutputType, sets: readonly SelectedSet[], standing: Standing): Writer {
    const type = isNonNullType(output) ? output.ofType : output;
    const guard = `if (v == null) return ${isNonNullType(output) ? 'bail()' : `'null'`};`;
    if (isLeafType(type)) {
      const text = leafText(type, `leaves[${indexIn(this.leaves, type)}]`);
      return { name: this.#function(guard, text), placed: false };
    }
    if (isListType(type)) return this.#list(guard, this.#writer(type.ofType, sets, standing), standing);
    if (isObjectType(type)) {
      const writer = this.#object(type, sets, standing);
      return { name: this.#function(guard, `return ${written(writer, 'v', 'p')};`), placed: writer.placed };
    }
    return this.#abstract(guard, type, sets, standing);
  }

  #list(guard: string, writer: Writer, { origin }: Standing): Writer {
    const placed = writer.placed || origin === 'given';
    const path = '{ prev: p, key: i, typename: undefined }';
    const item = origin === 'given' ? `run.item(v[i], ${path}, ${writer.name})` : written(writer, 'v[i]', path);
    const name = this.#function(
      guard,
      origin === 'given' ? `if (!Array.isArray(v)) v = run.items(v);` : `if (!Array.isArray(v)) bail();`,
      `let s = '[';
      for (let i = 0; i < v.length; i++) { if (i > 0) s += ','; s += ${item}; }
      return s + ']';`,
    );
    return { name, placed };
  }

  #abstract(guard: string, type: GraphQLAbstractType, sets: readonly SelectedSet[], standing: Standing): Writer {
    const possible = this.#graph.schema.getPossibleTypes(type);
    const writers = possible.map((one) => ({ name: one.name, writer: this.#object(one, sets, standing) }));
    const asks = type.resolveType !== undefined || possible.some(({ isTypeOf }) => isTypeOf);
    const name = asks ? `run.typeOf(types[${indexIn(this.types, type)}], ${standing.field()}, v, p)` : 'v.__typename';
    const cases = writers.map((one) => `case ${JSON.stringify(one.name)}: return ${written(one.writer, 'v', 'p')};`);
    return {
      name: this.#function(guard, `switch (${name}) { ${cases.join('\n')} default: bail(); }`),
      placed: asks || writers.some(({ writer }) => writer.placed),
    };
  }

  #condition(when: NonNullable<When>): string {
    const text = when
      .map(
        (all) =>
          all
            .map(({ variable, value }) => `${value ? '' : '!'}truth(variables[${JSON.stringify(variable)}])`)
            .join(' && ') || 'true',
      )
      .map((all) => `(${all})`)
      .join(' || ');
    return `c${this.conditions.push(text) - 1}`;
  }

  /** One function for one text. */
  #function(...lines: readonly string[]): string {
    const body = lines.filter((line) => line !== '').join('\n');
    const known = this.#known.get(body);
    if (known) return known;
    const name = `w${this.functions.push(body) - 1}`;
    this.#known.set(body, name);
    return name;
  }
}

const written = ({ name, placed }: Writer, value: string, path: string): string =>
  placed ? `${name}(${value}, ${path})` : `${name}(${value})`;

function indexIn<T>(list: T[], value: T): number {
  const known = list.indexOf(value);
  return known >= 0 ? known : list.push(value) - 1;
}

/** Made when it is first asked for. */
function late<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
