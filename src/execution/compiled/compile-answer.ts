import {
  type DocumentNode,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Governed } from '../../kernel/exchange.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import {
  fragmentsOf,
  operationOf,
  type Selected,
  type SelectedSet,
  selectedFields,
  type When,
} from '../../kernel/documents/selections.ts';
import type { Gate } from '../../kernel/gate.ts';
import { quoted } from './json-text.ts';

/**
 * Writes the data of an answer as JSON text, in one pass over fetched values. `undefined` where anything at all is out of
 * the ordinary (an error, a null that may not be, a value of another type): then graphql-js completes the same values, so
 * that both lanes say the same by construction.
 */
export type WriteAnswer = (root: object, exchange: Governed) => string | undefined;

/** Compiles the completion of one operation; `undefined` for one that only graphql-js completes. */
export function compileAnswer(graph: Graph, document: DocumentNode, name: string | null): WriteAnswer | undefined {
  const definition = operationOf(document, name);
  const type = graph.schema.getRootType(definition.operation);
  if (!type || definition.operation !== 'query') return undefined;
  const source = new Source(graph, document);
  try {
    const root = source.object(type, [{ set: definition.selectionSet, conditions: [] }], true);
    return source.link(root);
  } catch (thrown) {
    // `EvalError` where Node runs with `--disallow-code-generation-from-strings`.
    if (thrown instanceof Interpreted || thrown instanceof EvalError) return undefined;
    throw thrown;
  }
}

/** Thrown while compiling: this is for graphql-js. */
class Interpreted extends Error {}
/** Thrown while writing: likewise. One object, for no stack is wanted. */
const BAIL = new Interpreted();

/** What the text of a compiled answer reaches: values that cannot be written as text. */
interface Environment {
  readonly bail: () => never;
  readonly quoted: typeof quoted;
  readonly leaf: (type: GraphQLLeafType, value: unknown) => string;
  readonly leaves: readonly GraphQLLeafType[];
  readonly gates: readonly (readonly Gate[])[];
  readonly gate: (gates: readonly Gate[], exchange: Governed) => null | undefined;
}

/** The text of the functions that write an answer, as it grows. */
class Source {
  readonly #graph: Graph;
  readonly #document: DocumentNode;
  readonly #functions: string[] = [];
  readonly #known = new Map<string, string>();
  readonly #leaves: GraphQLLeafType[] = [];
  readonly #gates: (readonly Gate[])[] = [];
  readonly #conditions: string[] = [];

  constructor(graph: Graph, document: DocumentNode) {
    this.#graph = graph;
    this.#document = document;
  }

  /** The name of a function that writes objects of a type. */
  object(type: GraphQLObjectType, sets: readonly SelectedSet[], isRoot = false): string {
    if (type.isTypeOf) throw new Interpreted();
    const { schema } = this.#graph;
    const fields = selectedFields({ schema, fragments: fragmentsOf(this.#document) }, type, sets);
    const parts = fields.map((selected) => this.#field(type, selected, isRoot));
    const conditional = fields.some(({ when }) => when !== null);
    return this.#function(
      `if (typeof v !== 'object' || v instanceof Error || Array.isArray(v)) bail();`,
      conditional ? conditionalObject(fields, parts, (when) => this.#condition(when)) : plainObject(parts),
    );
  }

  #field(type: GraphQLObjectType, selected: Selected, isRoot: boolean): readonly [key: string, value: string] {
    const { key, name, movable, sets } = selected;
    if (movable) throw new Interpreted();
    const json = `${JSON.stringify(key)}:`;
    if (name === '__typename') return [json, JSON.stringify(JSON.stringify(type.name))];
    const field = type.getFields()[name];
    if (!field || name in Object.prototype) throw new Interpreted();
    const value = isRoot ? `v[${JSON.stringify(`@${key}`)}]` : `v.${name}`;
    const written = this.#value(field.type, sets, value);
    const gates = this.#graph.gates(type.name, name);
    if (gates.length === 0) return [json, written];
    const closed = isNonNullType(field.type) ? 'bail()' : `'null'`;
    return [json, `(gate(gates[${this.#gates.push(gates) - 1}], exchange) === undefined ? ${written} : ${closed})`];
  }

  /** An expression that gives the text of a value. */
  #value(type: GraphQLOutputType, sets: readonly SelectedSet[], value: string): string {
    if (isNonNullType(type)) return this.#nonNull(type.ofType, sets, value, 'bail()');
    return this.#nonNull(type, sets, value, `'null'`);
  }

  #nonNull(type: GraphQLOutputType, sets: readonly SelectedSet[], value: string, missing: string): string {
    return `${this.#writer(type, sets, missing)}(${value})`;
  }

  /** The name of a function that writes values of a type, null as `missing` says. */
  #writer(type: GraphQLOutputType, sets: readonly SelectedSet[], missing: string): string {
    if (isLeafType(type)) return this.#function(`if (v == null) return ${missing};`, this.#leafText(type));
    const guard = `if (v == null) return ${missing};`;
    if (isObjectType(type)) return this.#function(guard, `return ${this.object(type, sets)}(v);`);
    if (isListType(type)) {
      return this.#function(
        guard,
        `if (!Array.isArray(v)) bail();
        let s = '[', first = true;
        for (const one of v) { if (first) first = false; else s += ','; s += ${this.#value(type.ofType, sets, 'one')}; }
        return s + ']';`,
      );
    }
    if (!isAbstractType(type) || type.resolveType) throw new Interpreted();
    const cases = this.#graph.schema
      .getPossibleTypes(type)
      .map((possible) => `case ${JSON.stringify(possible.name)}: return ${this.object(possible, sets)}(v);`);
    return this.#function(guard, `switch (v.__typename) { ${cases.join('\n')} default: bail(); }`);
  }

  #leafText(type: GraphQLLeafType): string {
    const other = `return leaf(leaves[${this.#leaves.push(type) - 1}], v);`;
    const quick = isEnumType(type) ? undefined : QUICK.get(type);
    return quick ? `${quick}\n${other}` : other;
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
    return `c${this.#conditions.push(text) - 1}`;
  }

  /** One function for one text. */
  #function(...lines: readonly string[]): string {
    const body = lines.join('\n').replace(/leaves\[\d+\]/g, (place) => this.#sameLeaf(place));
    const known = this.#known.get(body);
    if (known) return known;
    const name = `w${this.#functions.push(body) - 1}`;
    this.#known.set(body, name);
    return name;
  }

  #sameLeaf(place: string): string {
    const type = this.#leaves[Number(place.slice(7, -1))];
    return `leaves[${this.#leaves.findIndex((one) => one === type)}]`;
  }

  link(root: string): WriteAnswer {
    const conditions = this.#conditions.map((_, index) => `c${index}`);
    const text = `'use strict';
      const { bail, quoted, leaf, leaves, gate, gates } = environment;
      let exchange; ${conditions.length > 0 ? `let ${conditions.join(', ')};` : ''}
      const truth = (value) => typeof value === 'boolean' ? value : bail();
      ${this.#functions.map((body, index) => `function w${index}(v) { ${body} }`).join('\n')}
      return (root, given) => {
        exchange = given;
        const { variables } = exchange;
        ${this.#conditions.map((condition, index) => `c${index} = ${condition};`).join('\n')}
        try { return ${root}(root); } finally { exchange = undefined; }
      };`;
    // Nothing of a client's stands in it but names, and keys as JSON.
    // oxlint-disable-next-line no-implied-eval
    const make = new Function('environment', text) as (
      environment: Environment,
    ) => (root: object, exchange: Governed) => string;
    const write = make({ bail, quoted, leaf, leaves: this.#leaves, gates: this.#gates, gate: askGates });
    return (object, exchange) => {
      try {
        return write(object, exchange);
      } catch (thrown) {
        if (thrown === BAIL) return undefined;
        throw thrown;
      }
    };
  }
}

const bail = (): never => {
  throw BAIL;
};

/** What graphql-js does with such a value in the ordinary case; all others are the default, which serializes. */
const QUICK: ReadonlyMap<GraphQLLeafType, string> = new Map<GraphQLLeafType, string>([
  [GraphQLString, `if (typeof v === 'string') return quoted(v);`],
  [GraphQLID, `if (typeof v === 'string') return quoted(v);`],
  [GraphQLInt, `if (typeof v === 'number' && (v | 0) === v) return '' + v;`],
  [GraphQLFloat, `if (typeof v === 'number' && Number.isFinite(v)) return '' + v;`],
  [GraphQLBoolean, `if (v === true) return 'true'; if (v === false) return 'false';`],
]);

function leaf(type: GraphQLLeafType, value: unknown): string {
  if (value instanceof Error) return bail();
  let text: string | undefined;
  try {
    const serialized = type.serialize(value);
    text = serialized === null || serialized === undefined ? undefined : JSON.stringify(serialized);
  } catch {
    return bail();
  }
  return text ?? bail();
}

function askGates(gates: readonly Gate[], exchange: Governed): null | undefined {
  for (const gate of gates) {
    const closed = gate(exchange);
    if (closed !== undefined) return closed === null ? null : bail();
  }
  return undefined;
}

function plainObject(parts: readonly (readonly [string, string])[]): string {
  if (parts.length === 0) return `return '{}';`;
  const texts = parts.map(([key, value], index) => `${JSON.stringify(`${index > 0 ? ',' : '{'}${key}`)} + ${value}`);
  return `return ${texts.join(' + ')} + '}';`;
}

function conditionalObject(
  fields: readonly Selected[],
  parts: readonly (readonly [string, string])[],
  nameOf: (when: NonNullable<When>) => string,
): string {
  const lines = parts.map(([key, value], index) => {
    const when = fields[index]?.when ?? null;
    const line = `s += (s === '{' ? ${JSON.stringify(key)} : ${JSON.stringify(`,${key}`)}) + ${value};`;
    return when === null ? line : `if (${nameOf(when)}) ${line}`;
  });
  return `let s = '{';\n${lines.join('\n')}\nreturn s + '}';`;
}
