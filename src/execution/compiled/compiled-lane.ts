import type { OperationDefinitionNode } from 'graphql';
import type { Operation } from '../../kernel/exchange.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import { operationOf } from '../../kernel/documents/selections.ts';
import { WrittenResult } from '../../kernel/written-result.ts';
import type { Lane } from '../interpreted.ts';
import { compileAnswer, type WriteAnswer } from './compile-answer.ts';

/** A free document is compiled when it comes for the third time: until then compiling would cost more than it saves. */
const HOT = 3;

/** Compiled or not worth it; counts the uses of a document that may become so. */
type State = { readonly write: WriteAnswer | undefined } | { uses: number };

/**
 * The compiled lane: values that were fetched whole are written as text at once, others are left to `otherwise`. What is
 * compiled goes with its document, of which only so many are remembered.
 */
export function compiled(graph: Graph, otherwise: Lane): Lane {
  const states = new WeakMap<OperationDefinitionNode, State>();
  const writerOf = ({ document, name, registered }: Operation): WriteAnswer | undefined => {
    const definition = operationOf(document, name);
    const state = states.get(definition) ?? { uses: 0 };
    if ('write' in state) return state.write;
    state.uses++;
    const write = registered || state.uses >= HOT ? compileAnswer(graph, document, name) : undefined;
    states.set(definition, write || registered || state.uses >= HOT ? { write } : state);
    return write;
  };
  return (context) => {
    const { exchange, fetched } = context;
    if (!fetched?.settled) return otherwise(context);
    const text = writerOf(exchange.operation)?.(fetched.root, exchange);
    return text === undefined ? otherwise(context) : new WrittenResult(text);
  };
}
