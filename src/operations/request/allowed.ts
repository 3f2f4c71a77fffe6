import { type DocumentNode, getOperationAST, parse, visit } from 'graphql';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Identified, Operation } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';

interface Needs extends Identified {
  readonly operation: Operation;
}

/** GET may only read, whoever sends it and in whatever form. Source: GraphQL over HTTP §1.3. */
export function readsByGet(): Plugin<Needs> {
  return {
    name: 'reads-by-get',
    run({ request, operation }) {
      if (operation.type === 'subscription') {
        throw new GatewayError('Subscriptions are not served over HTTP requests.', {
          code: 'OPERATION_RESOLUTION_FAILURE',
        });
      }
      if (request.method === 'GET' && operation.type !== 'query') {
        throw mutationByGet();
      }
    },
  };
}

export function mutationByGet(): GatewayError {
  return new GatewayError('Mutations need POST.', { code: 'METHOD_NOT_ALLOWED' }, { headers: { allow: 'POST' } });
}

/** Whether the operation chosen from a text is a mutation; false for what is no GraphQL. */
export function isMutation(text: string, { operationName }: { readonly operationName: string | null }): boolean {
  try {
    return getOperationAST(parse(text, { noLocation: true }), operationName)?.operation === 'mutation';
  } catch {
    return false;
  }
}

/** Keeps the schema from clients where the gateway is not in development: by text, by id, in fragments, under aliases. */
export function introspection({ allowed }: { readonly allowed: boolean }): Plugin<Needs> {
  const seen = new WeakMap<DocumentNode, boolean>();
  return {
    name: 'introspection',
    run({ operation: { document } }) {
      if (allowed) return;
      const introspects = seen.get(document) ?? asksForSchema(document);
      seen.set(document, introspects);
      if (introspects)
        throw new GatewayError('The schema is not shown to clients here.', { code: 'INTROSPECTION_DISABLED' });
    },
  };
}

export function asksForSchema(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field({ name }) {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
}
