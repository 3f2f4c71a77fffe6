import type { OperationDefinitionNode } from 'graphql';
import type { Operation } from '../../kernel/exchange.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import { operationOf } from '../../kernel/documents/selections.ts';
import { WrittenResult } from '../../kernel/written-result.ts';
import type { Completed, Lane } from '../interpreted.ts';
import { compileAnswer, type WriteAnswer, type Written } from './compile-answer.ts';

/** A free document is compiled once it has come three times: until then compiling would cost more than it saves. */
const HOT = 3;

/** Compiled or not worth it; counts the uses of a document that may become so. */
type State = { readonly write: WriteAnswer | undefined } | { uses: number };

export interface CompiledLane {
  readonly complete: Lane;
  /** Compiles a registered operation before it is asked for. */
  readonly prepare: (operation: Operation) => void;
}

/**
 * The compiled lane: values that were fetched whole are written as text at once, others are left to `otherwise`. What is
 * compiled goes with its document, of which only so many are remembered.
 */
export function compiled(graph: Graph, otherwise: Lane): CompiledLane {
  const states = new WeakMap<OperationDefinitionNode, State>();
  const writerOf = ({ document, name, registered }: Operation): WriteAnswer | undefined => {
    const definition = operationOf(document, name);
    const compile = (): WriteAnswer | undefined => {
      const write = compileAnswer(graph, document, name);
      states.set(definition, { write });
      return write;
    };
    const state = states.get(definition) ?? { uses: 0 };
    if ('write' in state) return state.write;
    if (registered) return compile();
    states.set(definition, state);
    // Not while a request waits: it takes as long as twenty answers.
    if (++state.uses === HOT) setImmediate(compile);
    return undefined;
  };
  const complete: Lane = (context) => {
    const written = writerOf(context.exchange.operation)?.(context);
    if (written === undefined) return otherwise(context);
    const finish = (one: Written): Completed | Promise<Completed> => {
      if (one instanceof WrittenResult) return one;
      // The same context, for resolvers may know it.
      return otherwise(one.recall ? Object.assign(context, { recall: one.recall }) : context);
    };
    return written instanceof Promise ? written.then(finish) : finish(written);
  };
  return { complete, prepare: writerOf };
}
