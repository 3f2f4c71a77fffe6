import { getNamedType } from 'graphql';
import { didYouMean } from '../../../kernel/problems/nearest.ts';
import { usesOf, type Use } from '../../mapping/mapping.ts';
import type { Expression } from '../read/definition.ts';
import { requestExpressions } from '../request/request.ts';
import type { ConnectCheck } from './finding.ts';
import { foundBy, hasFields, type Found } from './types.ts';

/** Everything that mappings read of arguments and of the parent must exist. */
export function checkVariables(check: ConnectCheck): void {
  const { connect } = check;
  const { errors, selection, url } = connect;
  for (const expression of requestExpressions(connect, undefined)) {
    if (expression) checkUses(expression, url.parts.includes(expression), check);
  }
  for (const expression of [selection, errors.message, errors.extensions, errors.isSuccess]) {
    if (expression) checkUses(expression, false, check);
  }
}

function checkUses({ mapping, text }: Expression, isUrl: boolean, { connect, schema, findings }: ConnectCheck): void {
  // On a root field `$this` is nothing at all, which has been told.
  const isRoot = ROOTS.has(connect.place.type);
  for (const use of usesOf(mapping).filter(({ variable }) => !(isRoot && variable === '$this'))) {
    const at = text.at(use.start);
    const found = foundBy(use, schema, connect.place);
    if (found && 'missing' in found) {
      if (use.variable !== '$args') findings.error('UNDEFINED_FIELD', at, missingField(found));
      else if (isUrl) findings.error('UNDEFINED_ARGUMENT', at, missingArgument(found, use));
      else findings.warning('UNDEFINED_ARGUMENT', at, missingArgument(found, use));
    } else if (use.variable === '$this' && use.path.length === 0) {
      findings.error(
        'CONNECTORS_CANNOT_RESOLVE_KEY',
        at,
        `\`$this\` is a whole ${connect.place.type}. Name the fields that are needed, such as \`$this.id\`.`,
      );
    } else if (
      found &&
      (use.variable === '$this' || use.variable === '$batch') &&
      hasFields(getNamedType(found.type))
    ) {
      const name = `${use.variable}.${use.path.join('.')}`;
      const message = `\`${name}\` is an object. Name the fields of it that are needed, such as \`${name} { id }\`.`;
      findings.error('CONNECTORS_CANNOT_RESOLVE_KEY', at, message);
    }
  }
}

const ROOTS = new Set(['Query', 'Mutation']);

type Missing = Extract<Found, { missing: string }>;

const missingField = ({ missing, owner, known }: Missing): string =>
  `${owner} has no field "${missing}".${didYouMean(missing, known)}${list(known)}`;

function missingArgument({ missing, owner, known }: Missing, { path }: Use): string {
  const what = path.length === 1 ? `${owner} takes no argument "${missing}".` : `${owner} has no field "${missing}".`;
  return `${what}${didYouMean(missing, known)}${list(known)}`;
}

const list = (known: readonly string[]): string =>
  known.length > 0 ? ` It has ${known.join(', ')}.` : ' It has none.';
