import {
  getNamedType,
  GraphQLError,
  type GraphQLSchema,
  isAbstractType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { RegisteredOperation } from '../../../kernel/plugin.ts';
import { graphqlProblem, type Problem } from '../../../kernel/problems/problem.ts';
import { slicesGiven } from '../formula/slices.ts';
import type { CostRules } from '../rules/cost-rules.ts';

/** Where an operation gives none or several of the slicing arguments of which a list requires one. */
export function checkSlicing(
  { document, definition }: RegisteredOperation,
  schema: GraphQLSchema,
  rules: CostRules,
): readonly Problem[] {
  const variables = new Map((definition.variableDefinitions ?? []).map((one) => [one.variable.name.value, one]));
  const found = new Map<string, Problem>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType();
        const named = parent && getNamedType(parent);
        const objects = isAbstractType(named) ? schema.getPossibleTypes(named) : named ? [named] : [];
        for (const object of objects) {
          const rule = rules.field(object.name, node.name.value);
          if (!rule?.listSize?.requiresOne || rule.listSize.slicing.length === 0) continue;
          const { certain, possible } = slicesGiven(rule.listSize, rule, node.arguments ?? [], variables);
          if (certain <= 1 && possible >= 1) continue;
          const list = rule.listSize.slicing.map((path) => `\`${path}\``).join(', ');
          const message = `${object.name}.${node.name.value} needs just one of ${list}, which say how long its list is; the operation gives ${certain > 1 ? certain : 'none'}.`;
          const error = new GraphQLError(message, { nodes: [definition] });
          found.set(message, graphqlProblem(error, 'operations'));
        }
      },
    }),
  );
  return [...found.values()];
}
