import fc from 'fast-check';
import { getVariableValues, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { costOfDocument } from '../../src/governance/cost/formula/cost-of-document.ts';
import { compileCost } from '../../src/governance/cost/formula/evaluate.ts';
import { MOST_POINTS } from '../../src/governance/cost/formula/expression.ts';
import { maximumOf } from '../../src/governance/cost/formula/maximum.ts';
import { complexityOf } from '../../src/governance/cost/free/complexity.ts';
import { operationOf } from '../../src/kernel/documents/selections.ts';
import { randomOperation } from './random-operation.ts';
import { costGraph, SHOP } from './shop.ts';

const { rules, schema } = costGraph(SHOP);
const complexity = complexityOf(rules, schema);

/** Numbers and lengths of lists in the variables, by path: the narrowest ranges that hold. */
function rangesOf(values: unknown, path: readonly string[] = []): { variable: string; max: number }[] {
  const variable = path.join('.');
  if (Array.isArray(values)) return [{ variable, max: values.length }];
  if (typeof values === 'number') return [{ variable, max: values }];
  if (typeof values !== 'object' || values === null) return [];
  return Object.entries(values).flatMap(([name, value]) => rangesOf(value, [...path, name]));
}

/** What holds for costs, for so many random operations with values. */
export function costProperties(numRuns: number): void {
  test('the formula of a contract and the complexity of a free document are one number, within the maximum', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { text, variables } = randomOperation(schema, seed);
        const document = parse(text);
        const { coerced, errors } = getVariableValues(
          schema,
          operationOf(document, null).variableDefinitions ?? [],
          variables,
        );
        expect(errors).toBeUndefined();
        if (coerced === undefined) return;
        // Most of the time would go into this.
        if (seed % 20 === 0) expect(validate(schema, document), text).toEqual([]);
        const made = costOfDocument(rules, schema, document, null);
        const read: typeof made = JSON.parse(JSON.stringify(made));
        const points = compileCost(read)(coerced);
        expect(points, text).toBe(complexity({ document, name: null }, coerced));
        expect(Number.isSafeInteger(points) && points >= 1).toBe(true);
        const maximum = maximumOf(read, rangesOf(coerced));
        if (maximum.points !== 'unbounded') expect(points, text).toBeLessThanOrEqual(maximum.points);
        if (points > 1 && points < MOST_POINTS) compared++;
      }),
      { numRuns },
    );
    expect(compared).toBeGreaterThan(numRuns / 2);
  });
}
