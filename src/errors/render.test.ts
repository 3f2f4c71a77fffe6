import { expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { GatewayError } from './gateway-error.ts';
import { renamePresets } from './rename-presets.ts';
import { createErrorRenderer } from './render.ts';

const failed = (code: string, standsFor?: string): GatewayError =>
  new GatewayError('No.', { code, http: { status: 404 } }, standsFor === undefined ? {} : { standsFor });

test.each([
  [
    'a code that a source set leaves as written, with the status of its class',
    failed('ZONE', 'NOT_FOUND'),
    {},
    'ZONE',
    404,
  ],
  ['even the one that masks', failed('INTERNAL_SERVER_ERROR', 'NOT_FOUND'), {}, 'INTERNAL_SERVER_ERROR', 404],
  ['it is not renamed', failed('ZONE', 'NOT_FOUND'), { NOT_FOUND: 'MISSING' }, 'ZONE', 404],
  ['the class itself is', failed('NOT_FOUND', 'NOT_FOUND'), { NOT_FOUND: 'MISSING' }, 'MISSING', 404],
  ['a code of nobody is masked', failed('ZONE'), {}, 'INTERNAL_SERVER_ERROR', 500],
  [
    'the names of connectors',
    failed('UPSTREAM_ERROR', 'UPSTREAM_ERROR'),
    renamePresets.connectors,
    'CONNECTOR_FETCH',
    502,
  ],
] as const)('%s', (_, error, rename, code, status) => {
  const rendered = createErrorRenderer({ catalogue, rename, masked: () => undefined }).render(error, undefined);
  expect([rendered.errors[0]?.extensions?.['code'], rendered.status]).toEqual([code, status]);
});
