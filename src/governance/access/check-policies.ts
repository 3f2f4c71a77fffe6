import type { GraphQLSchema } from 'graphql';
import { graphRules } from '../../kernel/access/graph-rules.ts';
import { without } from '../../kernel/basics/without.ts';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import { placeOf, type Problem } from '../../kernel/problems/problem.ts';
import type { AccessConfig } from './config.ts';

/** A policy that nobody can judge would close what it stands on to everybody. */
export function checkPolicies(schema: GraphQLSchema, policies: AccessConfig['policies']): readonly Problem[] {
  const known = Object.keys(policies);
  return [...graphRules(schema).written()].flatMap(([rule, node]) => {
    const unknown = rule.is === 'policies' ? without([...new Set(rule.alternatives.flat())], known) : [];
    return unknown.map((name) => {
      const message = `This names the policy "${name}", which \`access.policies\` of the config does not have.${didYouMean(name, known)} Policies: ${known.join(', ') || 'none'}.`;
      return { ...placeOf(node), message };
    });
  });
}
