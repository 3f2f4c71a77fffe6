import type { ConstDirectiveNode } from 'graphql';
import type { Position } from '../../mapping/mapping.ts';
import type { Findings } from '../checks/finding.ts';
import { METHODS, type ConnectorPlace, type Method } from '../connector.ts';
import { Arguments } from './arguments.ts';
import type { ConnectDefinition } from './definition.ts';
import type { Expressions } from './expressions.ts';
import { HttpReader, type Sites } from './http.ts';

const ARGUMENTS = ['source', 'id', 'http', 'batch', 'errors', 'selection', 'entity', 'isSuccess'];
const HTTP = [...METHODS, 'body', 'headers', 'path', 'queryParams'];

/** Where a directive stands in the schema. */
export interface ConnectSite {
  readonly directive: ConstDirectiveNode;
  readonly type: string;
  readonly field: string | undefined;
  readonly index: number;
}

/** One `@connect`; `undefined` when what is wrong with it leaves no connector. */
export function readConnect(
  { directive, type, field, index }: ConnectSite,
  expressions: Expressions,
  findings: Findings,
): ConnectDefinition | undefined {
  const args = new Arguments(directive, '@connect', directive.arguments ?? [], ARGUMENTS, findings);
  const coordinate = `${field === undefined ? type : `${type}.${field}`}[${index}]`;
  const http = args.object('http', HTTP);
  const entity = args.boolean('entity');
  const place: ConnectorPlace =
    field === undefined ? { kind: 'type', type } : { kind: 'field', type, field, entity: entity === true };
  const sites = sitesOf(place);
  const method = http && methodOf(http, findings);
  if (!http)
    findings.error('MISSING_HTTP_METHOD', args.at, 'A connector needs `http`, such as `http: { GET: "/users" }`.');
  if (!args.has('selection')) {
    findings.error('GRAPH_QL_ERROR', args.at, 'A connector needs a `selection`: which fields the response gives.');
  }
  const isRequest = { readsInput: false, isRequest: true, variables: sites.request };
  const url = method && http && expressions.template(http.text(method), { ...isRequest, rule: 'INVALID_URL' });
  const selection = expressions.mapping(args.text('selection'), {
    rule: 'INVALID_SELECTION',
    variables: sites.response.filter((name) => name !== '$batch'),
    readsInput: true,
    isRequest: false,
  });
  const reader = new HttpReader(expressions, findings);
  const body = http && expressions.mapping(http.text('body'), { ...isRequest, rule: 'INVALID_BODY' });
  const parts = http && { http: reader.http(http, sites), body, batch: batchOf(args, findings) };
  const errors = reader.errors(args, sites);
  if (!parts || !method || !url || !selection) return undefined;
  return {
    ...parts,
    coordinate,
    at: args.at,
    place,
    grammar: expressions.grammar,
    method,
    url,
    selection,
    errors,
    source: args.text('source'),
    id: args.text('id'),
    entity: entity === undefined ? undefined : { value: entity, at: args.place('entity') },
  };
}

function methodOf(http: Arguments, findings: Findings): Method | undefined {
  const [method, ...others] = METHODS.filter((name) => http.has(name));
  if (!method) {
    const message = `A connector needs one method: ${METHODS.join(', ')}, such as \`GET: "/users"\`.`;
    return findings.error('MISSING_HTTP_METHOD', http.at, message);
  }
  const [other] = others;
  if (!other) return method;
  const message = `A connector makes one call; here are ${[method, ...others].join(' and ')}. Keep one of them.`;
  return findings.error('MULTIPLE_HTTP_METHODS', http.place(other), message);
}

function batchOf(args: Arguments, findings: Findings): { readonly maxSize: number; readonly at: Position } | null {
  const batch = args.object('batch', ['maxSize']);
  if (!batch) return null;
  const maxSize = batch.integer('maxSize') ?? Infinity;
  const at = args.place('batch');
  if (maxSize < 1) findings.error('INVALID_BATCH', batch.place('maxSize'), '"maxSize" must be 1 or more.');
  return { maxSize, at };
}

const ROOTS = ['Query', 'Mutation', 'Subscription'];

/** The variables that have a value where the connector stands. */
function sitesOf(place: ConnectorPlace): Sites {
  const own = place.kind === 'type' ? ['$batch', '$this'] : ROOTS.includes(place.type) ? ['$args'] : ['$args', '$this'];
  const request = [...own, '$config', '$context', '$env', '$request'];
  return { request, response: [...request, '$response', '$status'] };
}
