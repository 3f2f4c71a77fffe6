import { expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { GatewayError } from './gateway-error.ts';
import { renamePresets, type Renaming } from './rename-presets.ts';
import { createErrorRenderer } from './render.ts';

const failed = (code: string, standsFor?: string): GatewayError =>
  new GatewayError('No.', { code, http: { status: 404 } }, standsFor === undefined ? {} : { standsFor });

const NONE: Renaming = { codes: {} };

test.each([
  [
    'a code that a source set leaves as written, with the status of its class',
    failed('ZONE', 'NOT_FOUND'),
    NONE,
    'ZONE',
    404,
  ],
  ['even the one that masks', failed('INTERNAL_SERVER_ERROR', 'NOT_FOUND'), NONE, 'INTERNAL_SERVER_ERROR', 404],
  ['it is not renamed', failed('ZONE', 'NOT_FOUND'), { codes: { NOT_FOUND: 'MISSING' } }, 'ZONE', 404],
  ['the class itself is', failed('NOT_FOUND', 'NOT_FOUND'), { codes: { NOT_FOUND: 'MISSING' } }, 'MISSING', 404],
  ['a code of nobody is masked', failed('ZONE'), NONE, 'INTERNAL_SERVER_ERROR', 500],
  [
    'the names of connectors',
    failed('UPSTREAM_ERROR', 'UPSTREAM_ERROR'),
    renamePresets.connectors,
    'CONNECTOR_FETCH',
    502,
  ],
  [
    'the names of connectors, whatever status the source answered',
    failed('NOT_FOUND', 'NOT_FOUND'),
    renamePresets.connectors,
    'CONNECTOR_FETCH',
    404,
  ],
  [
    'the names of connectors, where a source set its own',
    failed('ZONE', 'NOT_FOUND'),
    renamePresets.connectors,
    'ZONE',
    404,
  ],
  [
    'the names of connectors, where no source answered',
    failed('NOT_FOUND'),
    renamePresets.connectors,
    'NOT_FOUND',
    404,
  ],
  ['the names of Apollo Server', failed('CSRF_REJECTED'), renamePresets.apollo, 'BAD_REQUEST', 400],
  [
    'the names of Apollo Server, for what has no code there',
    failed('UPSTREAM_TIMEOUT'),
    renamePresets.apollo,
    'INTERNAL_SERVER_ERROR',
    504,
  ],
  [
    'the names of Apollo Server, for what a source answered',
    failed('NOT_FOUND', 'NOT_FOUND'),
    renamePresets.apollo,
    'NOT_FOUND',
    404,
  ],
] as const)('%s', (_, error, rename, code, status) => {
  const rendered = createErrorRenderer({ catalogue, rename, masked: () => undefined }).render(error, undefined);
  expect([rendered.errors[0]?.extensions?.['code'], rendered.status]).toEqual([code, status]);
});
