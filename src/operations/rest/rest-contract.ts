import { OperationTypeNode } from 'graphql';
import { promiseNode } from '../../kernel/documents/promises.ts';
import type { Plugin, RegisteredOperation } from '../../kernel/plugin.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import { placeOf } from '../../kernel/problems/problem.ts';
import { answerOf, membersOf } from './answer-field.ts';
import { placeVariables, typedVariables } from './place-variables.ts';
import { restChanges } from './rest-changes.ts';
import { parseRoute, type Route, shapeOf } from './route.ts';
import { type RestSection, restSection } from './section.ts';

/** Reads the REST endpoint that an operation is, for its contract. */
export function restContract(): Plugin {
  return {
    name: 'rest',
    contract: {
      key: 'rest',
      schema: restSection,
      derive: (operation, graph) => read(operation, graph).section,
      diff: restChanges,
      check: () => {
        const clash = clashes();
        return (operation, graph) => {
          const at = placeOf(promiseNode(operation.definition, 'rest'));
          return [...read(operation, graph).mistakes, ...clash(operation)].map((message) => ({ ...at, message }));
        };
      },
    },
  };
}

interface Read {
  readonly section: RestSection | undefined;
  readonly mistakes: readonly string[];
}

function read(operation: RegisteredOperation, { schema }: Graph): Read {
  const { definition, document, promises } = operation;
  const { rest, deprecated } = promises;
  if (rest === undefined) {
    const mistakes = deprecated ? ['`deprecated` is told to REST clients only, and there is no `rest`.'] : [];
    return { section: undefined, mistakes };
  }
  const route = parseRoute(rest);
  if (typeof route === 'string') return { section: undefined, mistakes: [route] };
  const { places, mistakes } = placeVariables(route, typedVariables(definition, schema));
  const { field } = answerOf(document, schema);
  const section: RestSection = {
    method: route.method,
    path: route.path,
    variables: places,
    ...(field !== null && { answer: field }),
    ...(deprecated && { deprecated }),
  };
  const found = [
    ...mistakes,
    ...wrongMethod(route, definition.operation),
    ...(membersOf(document, schema).some(({ key }) => key === 'errors') ? [OWN_ERRORS] : []),
    ...(deprecated ? wrongDates(deprecated) : []),
  ];
  return { section, mistakes: found };
}

const OWN_ERRORS =
  'The answer has a member `errors` of its own; REST clients read there what failed. Give the field another name by an alias.';

function wrongMethod({ method }: Route, type: OperationTypeNode): readonly string[] {
  if (type === OperationTypeNode.QUERY)
    return method === 'GET' || method === 'POST'
      ? []
      : [`A query only reads, so it comes by GET or POST, not ${method}.`];
  return method === 'GET' ? ['GET only reads. Take POST, PUT, PATCH or DELETE for a mutation.'] : [];
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

function wrongDates({ since, sunset, link }: RestSection['deprecated'] & {}): readonly string[] {
  const wrong = Object.entries({ since, ...(sunset !== undefined && { sunset }) }).filter(([, date]) => !isDate(date));
  if (wrong.length > 0)
    return wrong.map(([name, date]) => `\`deprecated.${name}\` is "${date}". Write \`2027-01-31\`.`);
  return [
    // Source: RFC 9745 §4.
    ...(sunset !== undefined && sunset < since ? ['`deprecated.sunset` is before `deprecated.since`.'] : []),
    ...(link === undefined || URL.canParse(link) ? [] : [`\`deprecated.link\` is "${link}". Write a whole address.`]),
  ];
}

const isDate = (text: string): boolean =>
  DATE.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** Tells of each operation whose addresses one before it answers. */
function clashes(): (operation: RegisteredOperation) => readonly string[] {
  const places = new Map<string, RegisteredOperation>();
  return (operation) => {
    const { rest } = operation.promises;
    const route = rest === undefined ? '' : parseRoute(rest);
    if (typeof route === 'string') return [];
    const other = places.get(shapeOf(route));
    if (other !== undefined)
      return [`\`rest: "${rest}"\` answers the same addresses as that of ${other.label()}. Change one of the paths.`];
    places.set(shapeOf(route), operation);
    return [];
  };
}
