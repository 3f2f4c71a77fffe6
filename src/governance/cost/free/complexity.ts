import { buildASTSchema, type GraphQLSchema, Kind, parse, printSchema, visit } from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { fragmentsOf, operationOf } from '../../../kernel/documents/selections.ts';
import type { Operation } from '../../../kernel/exchange.ts';
import { OPERATION_WEIGHTS } from '../formula/cost-of-document.ts';
import { MOST_POINTS, saturated, wholePoints } from '../formula/expression.ts';
import type { CostRules } from '../rules/cost-rules.ts';
import { weighedDocument } from './weighed-document.ts';

type Estimated = Pick<Operation, 'document' | 'name'>;

/**
 * What a document costs that has no contract, by the same rules. One that is too large to be looked at costs the most that
 * there is.
 */
export function complexityOf(
  rules: CostRules,
  schema: GraphQLSchema,
): ({ document, name }: Estimated, variables: Readonly<Record<string, unknown>>) => number {
  let bare: GraphQLSchema | undefined;
  return ({ document, name }, variables) => {
    const source = { schema, fragments: fragmentsOf(document) };
    const weighed = weighedDocument(rules, source, operationOf(document, name), variables);
    if (!weighed) return MOST_POINTS;
    const { operation, weights } = weighed;
    const estimator: ComplexityEstimator = ({ node, childComplexity }) => {
      const { items, each, once } = weights.get(node) ?? { items: 0, each: 0, once: 0 };
      return saturated(items * saturated(each + childComplexity) + once);
    };
    try {
      const points = getComplexity({
        schema: (bare ??= withoutArguments(schema)),
        query: { kind: Kind.DOCUMENT, definitions: [operation] },
        estimators: [estimator],
      });
      return wholePoints(points + OPERATION_WEIGHTS[operation.operation]);
    } catch {
      return MOST_POINTS; // it counts the nodes that it meets, and gives up
    }
  };
}

/** The library coerces arguments, which has been done: a second time breaks scalars. So it sees a schema without. */
function withoutArguments(schema: GraphQLSchema): GraphQLSchema {
  const document = visit(parse(printSchema(schema), { noLocation: true }), {
    FieldDefinition: (node) => ({ ...node, arguments: [] }),
  });
  return buildASTSchema(document, { assumeValid: true });
}
