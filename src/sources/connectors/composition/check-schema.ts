import type { GraphQLSchema } from 'graphql';
import type { ConnectDefinition } from '../read/definition.ts';
import { checkCoverage, type Resolves } from './check-coverage.ts';
import { checkKeys, type PlacedConnect } from './check-keys.ts';
import { checkSelection, type Provided } from './check-selection.ts';
import type { Findings } from '../checks/finding.ts';

export interface SchemaCheck {
  readonly schema: GraphQLSchema;
  readonly connects: readonly PlacedConnect[];
  readonly resolves: Resolves | undefined;
  readonly findings: Findings;
}

/** What connectors have against them together: twice one name, and what none of them gives. */
export function checkSchema({ schema, connects, resolves, findings }: SchemaCheck): void {
  checkIds(
    connects.map(({ connect }) => connect),
    findings,
  );
  const provided: Provided = new Map();
  const unused = secondOfField(connects);
  for (const { connect } of unused) tellUnused(connect, findings);
  // What is never called is read for its mistakes, and gives nothing.
  for (const one of connects) checkSelection(one.connect, schema, findings, unused.has(one) ? new Map() : provided);
  // A graph without connectors is not theirs to judge. And the rest would only repeat what is wrong already.
  if (connects.length === 0 || findings.list.some(({ severity }) => severity === 'error')) return;
  checkKeys(schema, connects, findings);
  checkCoverage({ schema, connects, provided, resolves, findings });
}

/** Connectors of a field that has one already. One that resolves an entity is called for that. */
function secondOfField(connects: readonly PlacedConnect[]): ReadonlySet<PlacedConnect> {
  const seen = new Set<string>();
  const unused = new Set<PlacedConnect>();
  for (const one of connects) {
    const { place } = one.connect;
    if (place.kind !== 'field') continue;
    const field = `${place.type}.${place.field}`;
    if (seen.has(field) && !one.isEntity) unused.add(one);
    seen.add(field);
  }
  return unused;
}

function tellUnused({ place, at }: ConnectDefinition, findings: Findings): void {
  if (place.kind !== 'field') return;
  const field = `${place.type}.${place.field}`;
  const message = `${field} has a connector before this one, and that one alone is called. Let one call give all, or put this one on the type of the field.`;
  findings.warning('CONNECTOR_NOT_CALLED', at, message);
}

function checkIds(connects: readonly ConnectDefinition[], findings: Findings): void {
  const seen = new Set<string>();
  for (const { id } of connects) {
    if (!id) continue;
    if (!/^[_A-Za-z][_0-9A-Za-z]*$/.test(id.value)) {
      const message = `"${id.value}" is no name: letters, digits and \`_\`, no digit first.`;
      findings.warning('INVALID_CONNECTOR_ID_NAME', id.at(0), message);
    } else if (seen.has(id.value)) {
      findings.warning(
        'DUPLICATE_ID_NAME',
        id.at(0),
        `The id "${id.value}" names another connector already. Choose another.`,
      );
    }
    seen.add(id.value);
  }
}
