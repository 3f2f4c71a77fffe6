import type { OperationDefinitionNode } from 'graphql';
import { fragmentsOf, isIncluded, operationOf } from '../../../kernel/documents/selections.ts';
import type { Operation, Result } from '../../../kernel/exchange.ts';
import type { Graph } from '../../../kernel/ports/graph.ts';
import { WrittenResult } from '../../../kernel/written-result.ts';
import { OPERATION_WEIGHTS } from '../formula/cost-of-document.ts';
import { saturated, wholePoints } from '../formula/expression.ts';
import type { CostRules } from '../rules/cost-rules.ts';
import { type CountedField, type CountedFields, countedFields } from './counted-fields.ts';

type Variables = Readonly<Record<string, unknown>>;
type Values = Readonly<Record<string, unknown>>;
type Read = (object: Values, field: CountedField) => unknown;

/**
 * Says what a request has cost, by what was answered: each value that came costs what it was estimated at, and what did
 * not come costs nothing. Source: Apollo's router, demand control, `actual_cost_mode: by_response_shape`.
 * @returns whole points, at least one; `null` for an operation too large to be counted
 */
export function createActual(graph: Pick<Graph, 'schema'>, rules: CostRules) {
  const known = new WeakMap<OperationDefinitionNode, readonly CountedField[] | null>();
  const fieldsOf = ({ document, name }: Pick<Operation, 'document' | 'name'>) => {
    const operation = operationOf(document, name);
    const found = known.get(operation);
    if (found !== undefined) return found;
    const { schema } = graph;
    const root = schema.getRootType(operation.operation);
    const source = { schema, fragments: fragmentsOf(document) };
    const fields = root ? countedFields(rules, source, root, operation.selectionSet) : null;
    known.set(operation, fields);
    return fields;
  };
  return (
    operation: Pick<Operation, 'document' | 'name' | 'type'>,
    variables: Variables,
    result: Result,
  ): number | null => {
    const fields = fieldsOf(operation);
    if (!fields) return null;
    return wholePoints(OPERATION_WEIGHTS[operation.type] + count(fields, variables, result));
  };
}

/** A text is not read again where what it was written from is at hand: that takes twenty times as long. */
function count(fields: readonly CountedField[], variables: Variables, result: Result): number {
  const values = result instanceof WrittenResult && result.text !== undefined ? result.values : undefined;
  if (values) return new Counter(variables, readFetched).object(values, fields, readRoot);
  const data = result instanceof WrittenResult && result.text !== undefined ? JSON.parse(result.text) : result.data;
  return isObject(data) ? new Counter(variables, readAnswer).object(data, fields) : 0;
}

const readAnswer: Read = (object, { key }) => object[key];
// Values stand under the name of their field, and under a key of the answer where a field is asked for several times.
const readRoot: Read = (object, { ownKey }) => object[ownKey];
const readFetched: Read = (object, { ownKey, name }) => object[Object.hasOwn(object, ownKey) ? ownKey : name];

class Counter {
  readonly #variables: Variables;
  readonly #read: Read;
  readonly #once = new Map<CountedField, number>();

  constructor(variables: Variables, read: Read) {
    this.#variables = variables;
    this.#read = read;
  }

  object(value: Values, fields: readonly CountedField[], read = this.#read): number {
    let points = 0;
    for (const field of fields) {
      if (field.when !== null && !isIncluded(field.when, this.#variables)) continue;
      points += this.#onceOf(field) + this.#value(read(value, field), field);
    }
    return saturated(points);
  }

  #value(value: unknown, field: CountedField): number {
    if (value === null || value === undefined || value instanceof Error) return 0;
    if (Array.isArray(value)) {
      let points = 0;
      for (const item of value) points += this.#value(item, field);
      return points;
    }
    return field.each + (field.below && isObject(value) ? this.#below(value, field.below) : 0);
  }

  #below(value: Values, fields: CountedFields): number {
    if (!('get' in fields)) return this.object(value, fields);
    const { __typename: type } = value;
    const known = typeof type === 'string' ? fields.get(type) : undefined;
    if (known) return this.object(value, known);
    // An answer need not say of what type it is: the dearest that it could be.
    let most = 0;
    for (const alternative of fields.values()) most = Math.max(most, this.object(value, alternative));
    return most;
  }

  #onceOf(field: CountedField): number {
    const known = this.#once.get(field);
    if (known !== undefined) return known;
    const points = field.once(this.#variables);
    this.#once.set(field, points);
    return points;
  }
}

const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null;
