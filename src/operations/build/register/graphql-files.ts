import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ASTNode, type DefinitionNode, type FragmentDefinitionNode, Kind } from 'graphql';
import { parseFile } from '../../../kernel/documents/parse-file.ts';
import { graphqlProblem, type Place, placeOf, placeText, type Problem } from '../../../kernel/problems/problem.ts';
import { sha256 } from '../../ids.ts';
import { reachedFragments, registeredText } from '../../text.ts';
import { asMistake, hasName, type NamedOperation, operationText, type Registration } from './registration.ts';

/** Reads the operations that people wrote: every `.graphql` file below the folder, but for generated ones. */
export function readGraphqlFiles(folder: string, problems: Problem[]): readonly Registration[] {
  const operations = new Map<string, NamedOperation>();
  const fragments = new Map<string, FragmentDefinitionNode>();

  const add = <T extends ASTNode>(known: Map<string, T>, name: string, node: T, what: string): void => {
    const first = known.get(name);
    if (first)
      problems.push({
        ...placeOf(node),
        message: `${what} "${name}" stands in ${placeText(placeOf(first))} too. Give one of them another name.`,
      });
    else known.set(name, node);
  };

  for (const file of globSync('**/*.graphql', { cwd: folder, exclude: ['contracts/**'] }).sort()) {
    for (const definition of definitionsOf(join(folder, file), problems)) {
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
  for (const file of globSync('**/*.gql', { cwd: folder }).sort())
    problems.push({ file: shownPath(join(folder, file)), message: OTHER_NAME });
  return [...operations.values()].map((operation) => registrationOf(operation, fragments));
}

const OTHER_NAME = 'Operations are read of files that end with `.graphql`. Rename this one, or move it away.';

const shownPath = (path: string): string => relative(process.cwd(), path);

/** An operation may use a fragment of any file. */
function registrationOf(
  operation: NamedOperation,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Registration {
  const name = operation.name.value;
  const text = registeredText(operation, fragments);
  const place = (): Place => placeOf(operation);
  return {
    id: sha256(text),
    algorithm: 'sha256',
    name,
    text,
    clients: [],
    shared: true,
    read: () => ({
      document: { kind: Kind.DOCUMENT, definitions: [operation, ...reachedFragments(operation, fragments)] },
      operation,
    }),
    place,
    relocate: (problem) => ({ ...problem, message: `${problem.message} (${operationText(name, [])})` }),
    problem: (error) => graphqlProblem(error, place().file, `(${operationText(name, [])})`),
  };
}

function definitionsOf(path: string, problems: Problem[]): readonly DefinitionNode[] {
  const name = shownPath(path);
  try {
    return parseFile(readFileSync(path, 'utf8'), name).definitions;
  } catch (error) {
    problems.push(graphqlProblem(asMistake(error), name));
    return [];
  }
}
