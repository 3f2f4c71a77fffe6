import { getNamedType } from 'graphql';
import { outputShape, usesOf, type Mapping } from '../../mapping/mapping.ts';
import type { ErrorsDefinition, Expression, HttpDefinition, SourceDefinition } from '../read/definition.ts';
import type { ConnectCheck, Findings } from './finding.ts';
import { foundBy, hasFields } from './types.ts';

type Kind = 'list' | 'object' | 'text' | 'number' | 'boolean' | 'null' | 'value';

/** Values that can be seen not to fit their place in a request. */
export function checkRequestShapes(check: ConnectCheck): void {
  const { connect, findings } = check;
  const kindOf = (expression: Expression): Kind | undefined =>
    staticKind(expression.mapping) ?? argumentKind(expression, check);
  for (const part of connect.url.parts) if (typeof part !== 'string') single('INVALID_URL', 'an address', part);
  for (const { value } of connect.http.headers) {
    for (const part of value?.parts ?? []) if (typeof part !== 'string') single('INVALID_HEADER', 'a header', part);
  }
  checkUrlProperties(connect.http, kindOf, findings);

  function single(rule: string, place: string, expression: Expression): void {
    const kind = kindOf(expression);
    if (kind !== 'list' && kind !== 'object') return;
    const hint = kind === 'list' ? ' Join it: `->joinNotNull(",")`.' : ' Name one of its fields.';
    findings.error(rule, expression.text.at(0), `This gives ${named(kind)}, and ${place} needs one value.${hint}`);
  }
}

/** Of a source; it has no arguments to look at. */
export function checkSourceShapes({ http, errors }: SourceDefinition, findings: Findings): void {
  checkUrlProperties(http, ({ mapping }) => staticKind(mapping), findings);
  checkErrors(errors, findings);
}

function checkUrlProperties(
  { path, queryParams }: HttpDefinition,
  kindOf: (expression: Expression) => Kind | undefined,
  findings: Findings,
): void {
  const pathKind = path && kindOf(path);
  if (path && pathKind && pathKind !== 'list') {
    const message = `"path" must give a list of segments, such as \`$(["users", $args.id])\`; this gives ${named(pathKind)}.`;
    findings.error('INVALID_URL_PROPERTY', path.text.at(0), message);
  }
  const queryKind = queryParams && kindOf(queryParams);
  if (queryParams && queryKind && queryKind !== 'object') {
    const message = `"queryParams" must give an object, such as \`limit: $args.first\`; this gives ${named(queryKind)}.`;
    findings.error('INVALID_URL_PROPERTY', queryParams.text.at(0), message);
  }
}

export function checkErrors({ message, extensions, isSuccess }: ErrorsDefinition, findings: Findings): void {
  const given = (expression: Expression | undefined): Kind | undefined => expression && staticKind(expression.mapping);
  const said = given(message);
  if (message && said && said !== 'text') {
    const text = `"message" must give a text; this gives ${named(said)}, so it is passed over.${pathHint(message.mapping)}`;
    findings.warning('INVALID_ERRORS_MESSAGE', message.text.at(0), text);
  }
  const extended = given(extensions);
  if (extensions && extended && extended !== 'object') {
    const text = `"extensions" must give an object, such as \`code: error.code\`; this gives ${named(extended)}.`;
    findings.warning('INVALID_ERRORS_MESSAGE', extensions.text.at(0), text);
  }
  const succeeds = given(isSuccess);
  if (isSuccess && succeeds && succeeds !== 'boolean') {
    const text = `"isSuccess" must give true or false; this gives ${named(succeeds)}, so every call would fail.${pathHint(isSuccess.mapping)}`;
    findings.error('INVALID_IS_SUCCESS', isSuccess.text.at(0), text);
  }
}

/** `message` alone picks a key into an object; whoever writes it means the value. */
export function pathHint({ body }: Mapping): string {
  const [item, more] = body.kind === 'fields' ? body.items : [];
  return item?.kind === 'field' && !more && !item.aliased ? ` For the value itself write \`$.${item.name}\`.` : '';
}

const named = (kind: Kind): string => (kind === 'object' ? 'an object' : kind === 'value' ? 'one value' : `a ${kind}`);

/** What the text of a mapping tells of its value. */
function staticKind(mapping: Mapping): Kind | undefined {
  const { body } = mapping;
  if (outputShape(mapping).kind === 'object') return 'object';
  if (body.kind === 'array') return 'list';
  if (body.kind === 'literal') return kindOfLiteral(body.value);
  if (body.kind !== 'path' || body.root.kind !== 'expression' || body.steps.length > 0) return undefined;
  const { value } = body.root;
  if (value.kind === 'array') return 'list';
  return value.kind === 'literal' ? kindOfLiteral(value.value) : undefined;
}

function kindOfLiteral(value: string | number | boolean | null): Kind {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'number' : 'boolean';
}

/** Of a plain path such as `$args.ids`, as the schema types it. */
function argumentKind({ mapping }: Expression, { schema, connect }: ConnectCheck): Kind | undefined {
  const { body } = mapping;
  if (body.kind !== 'path' || body.root.kind !== 'variable') return undefined;
  if (!body.steps.every(({ kind }) => kind === 'key' || kind === 'optional')) return undefined;
  const [use] = usesOf(mapping);
  if (!use) return undefined;
  if (use.variable === '$batch') return 'list';
  const found = foundBy(use, schema, connect.place);
  if (!found || 'missing' in found) return undefined;
  if (found.isList) return 'list';
  const type = getNamedType(found.type);
  if (hasFields(type)) return 'object';
  return ['String', 'ID', 'Int', 'Float', 'Boolean'].includes(type.name) ? 'value' : undefined;
}
