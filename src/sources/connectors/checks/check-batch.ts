import { outputShape, pruneMapping, usesOf, type Mapping, type Shape, type Wanted } from '../../mapping/mapping.ts';
import { needsOf, readsBatch } from '../needs.ts';
import { requestExpressions } from '../request/request.ts';
import type { ConnectCheck } from './finding.ts';

/** A batch is matched back by what the request reads of each object; so that must be in the selection. */
export function checkBatch({ connect, source, findings }: ConnectCheck): void {
  const { place, at, batch, selection, errors } = connect;
  const isBatch = readsBatch(connect, source);
  const all = [...requestExpressions(connect, source), selection, errors.message, errors.extensions, errors.isSuccess];
  const both = all.find((one) => one && usesOf(one.mapping).some(({ variable }) => variable === '$this'));
  if (isBatch && both) {
    const message = '`$this` is one object and `$batch` many: a connector reads one of the two.';
    return findings.error('CONNECT_BATCH_AND_THIS', both.text.at(0), message);
  }
  if (batch && !isBatch) {
    const message =
      '"batch" has no effect here: on a type, read `$batch` in the request, such as `body: "ids: $batch.id"`.';
    findings.warning('INVALID_BATCH', batch.at, message);
  }
  const needs = needsOf(connect, source);
  if (place.kind === 'type' && needs.length === 0) {
    const message = `This connector reads nothing of ${place.type}, so it cannot tell one from another. Read \`$this.id\` or \`$batch.id\`.`;
    return findings.error('CONNECTORS_CANNOT_RESOLVE_KEY', at, message);
  }
  for (const path of isBatch ? needs : []) {
    const key = path.join('.');
    if (has(outputShape(selection.mapping), path)) {
      if (readsBody(selection.mapping, path)) continue;
      const message = `The selection does not read "${key}" from the response, so no result can be matched to \`$batch.${key}\`. Select it from the body.`;
      findings.error('CONNECTORS_NON_ROOT_BATCH_KEY', selection.text.at(0), message);
      continue;
    }
    const message = `The selection leaves out "${key}", by which results are matched to \`$batch.${key}\`. Select it.`;
    findings.error('CONNECTORS_BATCH_KEY_NOT_IN_SELECTION', selection.text.at(0), message);
  }
}

/** Whether what the selection gives under a path comes of the response's body; that `$batch` is no such thing has been told. */
function readsBody(mapping: Mapping, path: readonly string[]): boolean {
  const wanted = path.reduceRight<Wanted | undefined>((below, name) => new Map([[name, below]]), undefined);
  const uses = usesOf(wanted ? pruneMapping(mapping, wanted) : mapping);
  return uses.some(({ variable }) => variable === '$' || variable === '$batch');
}

function has(shape: Shape, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined || shape.kind === 'value') return true;
  if (shape.kind === 'oneOf') return shape.shapes.some((one) => has(one, [name, ...rest]));
  if (shape.kind !== 'object') return false;
  const field = shape.fields.get(name);
  return field ? has(field.shape, rest) : shape.spreads.some((one) => has(one, [name, ...rest]));
}
