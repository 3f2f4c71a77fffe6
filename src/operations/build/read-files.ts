import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type FragmentDefinitionNode,
  getLocation,
  GraphQLError,
  type ASTNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  Source,
} from 'graphql';
import { graphqlProblem, type Problem } from '../../kernel/problems/problem.ts';

/** An operation with a name, as a person wrote it. */
export type NamedOperation = OperationDefinitionNode & { readonly name: NonNullable<OperationDefinitionNode['name']> };

export interface OperationFiles {
  readonly operations: readonly NamedOperation[];
  /** By name; any operation may use a fragment of any file. */
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly problems: readonly Problem[];
}

/** Reads the operations that people wrote: every `.graphql` file below the folder, but for generated ones. */
export function readOperationFiles(folder: string): OperationFiles {
  const problems: Problem[] = [];
  const operations = new Map<string, NamedOperation>();
  const fragments = new Map<string, FragmentDefinitionNode>();

  const add = <T extends ASTNode>(known: Map<string, T>, name: string, node: T, what: string): void => {
    const first = known.get(name);
    if (first)
      problems.push({
        ...placeOf(node),
        message: `${what} "${name}" stands in ${placeText(first)} too. Give one of them another name.`,
      });
    else known.set(name, node);
  };

  for (const file of globSync('**/*.graphql', { cwd: folder, exclude: ['contracts/**'] }).sort()) {
    for (const definition of parseFile(join(folder, file), problems)) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        add(fragments, definition.name.value, definition, 'The fragment');
      else if (definition.kind !== Kind.OPERATION_DEFINITION) {
        problems.push({
          ...placeOf(definition),
          message: 'Only operations and fragments can be registered. Move schema definitions to your schema files.',
        });
      } else if (hasName(definition)) add(operations, definition.name.value, definition, 'The operation');
      else
        problems.push({
          ...placeOf(definition),
          message: `A registered operation needs a name. Write \`${definition.operation} SomeName { … }\`.`,
        });
    }
  }
  return { operations: [...operations.values()], fragments, problems };
}

const hasName = (operation: OperationDefinitionNode): operation is NamedOperation => operation.name !== undefined;

function parseFile(
  path: string,
  problems: Problem[],
): readonly (FragmentDefinitionNode | OperationDefinitionNode | (ASTNode & { kind: string }))[] {
  const name = relative(process.cwd(), path);
  try {
    return parse(new Source(readFileSync(path, 'utf8'), name)).definitions as never;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    problems.push(graphqlProblem(error, name));
    return [];
  }
}

export function placeOf({ loc }: ASTNode): Pick<Problem, 'file' | 'line' | 'column'> {
  if (!loc) return { file: 'unknown' };
  return { file: loc.source.name, ...getLocation(loc.source, loc.start) };
}

function placeText(node: ASTNode): string {
  const { file, line, column } = placeOf(node);
  return `${file}:${line}:${column}`;
}
