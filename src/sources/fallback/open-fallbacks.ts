import { type GraphQLObjectType, isObjectType } from 'graphql';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Graph } from '../../kernel/ports/graph.ts';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import { type Problem, ProblemsError } from '../../kernel/problems/problem.ts';
import type { Connector } from '../connectors/connector.ts';
import { declaredSources } from '../degraded/answer-fields.ts';
import { type ConnectorIndex, connectorIndex } from '../plan/connector-index.ts';
import { fieldShape } from '../plan/wanted.ts';
import type { Fallback } from './config.ts';
import { type KeptAnswers, LastGood } from './last-good.ts';
import { misfit } from './value-fits.ts';

interface ReadFallbacks {
  readonly problems: readonly Problem[];
  /** The connectors whose last good answer may stand in, with its age in milliseconds. */
  readonly ages: ReadonlyMap<Connector, number>;
}

type Configured = Readonly<Record<string, { readonly fallback: Readonly<Record<string, Fallback>> }>>;

/**
 * What stands in by last good answers; nothing where no source asks for it.
 *
 * @throws ProblemsError naming each fallback that cannot stand where it is declared
 */
export function openFallbacks(
  { graph, connectors, sources }: { graph: Graph; connectors: readonly Connector[]; sources: Configured },
  kept: KeptAnswers,
  clock: Clock,
): LastGood | undefined {
  const { problems, ages } = readFallbacks(graph, connectors, sources);
  if (problems.length > 0) throw new ProblemsError('The fallbacks of the config do not fit the graph.', problems);
  return ages.size > 0 ? new LastGood(ages, kept, clock) : undefined;
}

/** Looks whether each fallback has a field that its source gives, and a value that may stand there. */
function readFallbacks(graph: Graph, connectors: readonly Connector[], sources: Configured): ReadFallbacks {
  const problems: Problem[] = [];
  const ages = new Map<Connector, number>();
  const index = connectorIndex(graph, connectors);
  for (const [source, { fallback: all }] of Object.entries(sources)) {
    for (const [coordinate, fallback] of Object.entries(all)) {
      const given = giversOf({ graph, index, source }, coordinate);
      const message = typeof given === 'string' ? given : wrongFallback(graph, given, coordinate, fallback);
      if (message)
        problems.push({ file: 'config', message: `sources.${source}.fallback["${coordinate}"]: ${message}` });
      else if (typeof given === 'object' && typeof fallback === 'object' && 'lastGood' in fallback) {
        for (const one of given) ages.set(one, fallback.lastGood);
      }
    }
  }
  return { problems, ages };
}

interface Asked {
  readonly graph: Graph;
  readonly index: ConnectorIndex;
  readonly source: string;
}

/** The connectors of the source that give a field, none for one in code; what is wrong with the coordinate otherwise. */
function giversOf({ graph, index, source }: Asked, coordinate: string): readonly Connector[] | string {
  const [typeName = '', name = ''] = coordinate.split('.');
  const type = graph.schema.getType(typeName);
  const objects = Object.values(graph.schema.getTypeMap()).filter(isObjectType);
  if (!isObjectType(type))
    return `there is no object type ${typeName}.${didYouMean(
      typeName,
      objects.map((one) => one.name),
    )}`;
  const field = type.getFields()[name];
  if (!field) return `${typeName} has no field ${name}.${didYouMean(name, Object.keys(type.getFields()))}`;
  if (graph.isCoded(typeName, name)) {
    if (declaredSources(field).includes(source)) return [];
    return `its resolver does not say that it calls "${source}". Write it as resolver(['${source}'], …).`;
  }
  const givers = [index.ofField(type, field) ?? index.ofType(typeName).filter(({ shape }) => fieldShape(shape, name))];
  const own = givers.flat().filter((one) => one.source === source);
  return own.length > 0
    ? own
    : `no connector of the source "${source}" gives it. A fallback stands on the field that a call gives.`;
}

function wrongFallback(
  { schema }: Graph,
  givers: readonly Connector[],
  coordinate: string,
  fallback: Fallback,
): string | undefined {
  if (typeof fallback === 'function') return undefined;
  if ('lastGood' in fallback) {
    if (givers.length === 0) return 'the last good answer is known of connectors only. Write a value or a function.';
    if (givers.every(({ method, batch }) => method === 'GET' || batch)) return undefined;
    return 'it is given by a write, whose answer cannot be given again.';
  }
  const [typeName = '', name = ''] = coordinate.split('.');
  const field = (schema.getType(typeName) as GraphQLObjectType).getFields()[name];
  return field && misfit(field.type, fallback.value);
}
