import type { DocumentNode, GraphQLLeafType, OperationDefinitionNode } from 'graphql';
import { conditionVariables, fragmentsOf, operationOf } from '../../kernel/documents/selections.ts';
import type { Governed } from '../../kernel/exchange.ts';
import type { Gate } from '../../kernel/fields/gate.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import type { GatewayContext } from '../../kernel/fields/resolver.ts';
import type { Recall } from '../../kernel/fields/recall.ts';
import { WrittenResult } from '../../kernel/written-result.ts';
import { AnswerSource } from './answer-source.ts';
import { BAIL, bail, Interpreted, Movable } from './bail.ts';
import type { Path } from './called-field.ts';
import { Completion, type Write } from './completion.ts';
import { quoted } from './json-text.ts';
import { leaf } from './leaf-text.ts';

/**
 * Writes the data of an answer as JSON text, in one pass over what was fetched and what resolvers give. Where anything at
 * all is out of the ordinary (an error, a null that may not be, a value of another type) there is no text, but what
 * resolvers have done by then: with it graphql-js completes the same values, so that both lanes say the same by construction.
 */
export type WriteAnswer = (context: GatewayContext) => Written | Promise<Written>;
export type Written = WrittenResult | { readonly recall: Recall | undefined };

const UNWRITTEN: Written = { recall: undefined };

/** Compiles the completion of one operation; `undefined` for one that only graphql-js completes. */
export function compileAnswer(graph: Graph, document: DocumentNode, name: string | null): WriteAnswer | undefined {
  const operation = operationOf(document, name);
  const compile = (variables?: Readonly<Record<string, unknown>>) => compiled(graph, document, operation, variables);
  try {
    return compile();
  } catch (thrown) {
    if (thrown instanceof Movable) return byConditions(document, compile);
    // `EvalError` where Node runs with `--disallow-code-generation-from-strings`.
    if (thrown instanceof Interpreted || thrown instanceof EvalError) return undefined;
    throw thrown;
  }
}

function compiled(
  graph: Graph,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> | undefined,
): WriteAnswer {
  const { schema } = graph;
  const type = schema.getRootType(operation.operation);
  if (!type) throw new Interpreted();
  const source = new AnswerSource(graph, document, variables);
  const writers = source.steps(type, operation.selectionSet, operation.operation === 'mutation');
  if (writers.length === 0) return () => new WrittenResult('{}'); // a mutation all of whose fields are left out
  const linked = link(
    source,
    writers.map(({ name }) => name),
  );
  const { enter, steps } = linked;
  if (!writers.some(({ placed }) => placed)) return (context) => writeFetched(enter, steps[0] as Write, context);
  const fragments = Object.assign(Object.create(null), Object.fromEntries(fragmentsOf(document)));
  const called = { schema, fragments, operation, enter, steps };
  return (context) => writeCalled(new Completion(context, called));
}

/** More variables in conditions than this would make too many texts. */
const MOST_CONDITIONS = 4;

/** A text for each of the values that the variables of conditions may have, made when they are first met. */
function byConditions(
  document: DocumentNode,
  compile: (variables: Readonly<Record<string, unknown>>) => WriteAnswer,
): WriteAnswer | undefined {
  const names = conditionVariables(document);
  if (names.length > MOST_CONDITIONS) return undefined;
  const known = new Map<string, WriteAnswer>();
  return (context) => {
    const { variables } = context.exchange;
    const values = names.map((name) => variables[name]);
    const id = values.join();
    const write =
      known.get(id) ?? (values.every((value) => typeof value === 'boolean') ? compile(variables) : undefined);
    if (!write) return UNWRITTEN;
    known.set(id, write);
    return write(context);
  };
}

function writeFetched(enter: Linked['enter'], step: Write, context: GatewayContext): Written {
  try {
    const values = context.fetched?.root;
    return new WrittenResult(enter(step, values, undefined, context), values);
  } catch (thrown) {
    if (thrown === BAIL) return UNWRITTEN;
    throw thrown;
  }
}

function writeCalled(completion: Completion): Written | Promise<Written> {
  const written = (text: string | undefined): Written =>
    text === undefined ? { recall: completion.recall } : new WrittenResult(text);
  const text = completion.write();
  return text instanceof Promise ? text.then(written) : written(text);
}

/** What the text of a compiled answer reaches: values that cannot be written as text. */
interface Environment extends Pick<AnswerSource, 'leaves' | 'gates' | 'fields' | 'types'> {
  readonly bail: () => never;
  readonly quoted: typeof quoted;
  readonly leaf: (type: GraphQLLeafType, value: unknown) => string;
  readonly gate: (gates: readonly Gate[], exchange: Governed) => null | undefined;
}

interface Linked {
  readonly steps: readonly Write[];
  readonly enter: (
    write: Write,
    value: unknown,
    path: Path | undefined,
    run: { readonly exchange: Governed },
  ) => string;
}

function link({ functions, conditions, leaves, gates, fields, types }: AnswerSource, steps: readonly string[]): Linked {
  const text = `'use strict';
    const { bail, quoted, leaf, leaves, gate, gates, fields, types } = environment;
    let run, exchange; ${conditions.map((_, index) => `let c${index};`).join(' ')}
    const truth = (value) => typeof value === 'boolean' ? value : bail();
    const own = (object, key, name) => Object.hasOwn(object, key) ? object[key] : object[name];
    const waits = (value) => value === undefined || typeof value === 'function'
      || (typeof value === 'object' && value !== null && typeof value.then === 'function');
    ${functions.map((body, index) => `function w${index}(v, p) { ${body} }`).join('\n')}
    const begin = (given) => {
      run = given;
      if (given === undefined) { exchange = undefined; return; }
      exchange = given.exchange;
      ${conditions.length > 0 ? 'const { variables } = exchange;' : ''}
      ${conditions.map((condition, index) => `c${index} = ${condition};`).join('\n')}
    };
    return {
      steps: [${steps.join(', ')}],
      enter(write, value, path, given) {
        const before = run; // a resolver may ask the gateway for the same document
        try { begin(given); return write(value, path); } finally { begin(before); }
      },
    };`;
  // Nothing of a client's stands in it but names, and keys as JSON.
  // oxlint-disable-next-line no-implied-eval
  const make = new Function('environment', text) as (environment: Environment) => Linked;
  return make({ bail, quoted, leaf, leaves, gate: askGates, gates, fields, types });
}

function askGates(gates: readonly Gate[], exchange: Governed): null | undefined {
  for (const gate of gates) {
    const closed = gate(exchange);
    if (closed !== undefined) return closed === null ? null : bail();
  }
  return undefined;
}
