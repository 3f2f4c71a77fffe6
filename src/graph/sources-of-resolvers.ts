import { type GraphQLSchema, isObjectType } from 'graphql';
import { didYouMean } from '../kernel/problems/nearest.ts';
import { type Problem, ProblemsError } from '../kernel/problems/problem.ts';

/** @throws ProblemsError for code resolvers that call a source which neither the config nor the schema names. */
export function refuseUnknownSources(schema: GraphQLSchema, known: readonly string[]): void {
  const problems: Problem[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      for (const source of sourcesOfField(field)) {
        if (known.includes(source)) continue;
        const message = `The resolver of ${type.name}.${field.name} calls the source "${source}", which neither the config nor a \`@source\` names.${didYouMean(source, known)} Sources: ${known.join(', ') || 'none'}.`;
        problems.push({ file: 'resolvers', message });
      }
    }
  }
  if (problems.length > 0) throw new ProblemsError('The graph calls sources that do not exist.', problems);
}

function sourcesOfField(field: { readonly extensions: Readonly<Record<string, unknown>> }): readonly string[] {
  const { sources } = field.extensions;
  return Array.isArray(sources) ? sources : [];
}
