import { expect, test } from 'vitest';
import { atlasGateway } from '../support/projects/atlas.ts';

const HEADERS = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

test.each<[string, string, RequestInit]>([
  ['an answer', '/graphql/sha256:ddf838a2a093e280ca1dd5decdb63cbc764a3673a4315f51a0cc302d991e9294', {}],
  ['a refusal', '/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }],
  ['a refused method', '/graphql', { method: 'PUT' }],
  ['a probe', '/healthz', {}],
  ['another path', '/nothing', {}],
])('%s bears helmet’s headers, and no HSTS on a plain connection', async (_, path, init) => {
  await using gateway = await atlasGateway([]);
  const { headers } = await gateway.fetch(path, init);
  expect(Object.fromEntries(headers)).toMatchObject(HEADERS);
  expect(headers.has('strict-transport-security')).toBe(false);
  expect(headers.has('x-powered-by')).toBe(false);
});
