import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestGateway } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';

const HEALTH = 'sha256:ddf838a2a093e280ca1dd5decdb63cbc764a3673a4315f51a0cc302d991e9294';
const SITE = 'https://app.example.com';
const OPERATIONS = { folder: '../persisted-queries', mode: 'open' } as const;
const text = '?query={__typename}';
const id = `?documentId=${HEALTH}`;

/** The status, and the code where it was refused. */
async function send(gateway: TestGateway, path: string, init?: RequestInit): Promise<[number, string | undefined]> {
  const response = await gateway.fetch(`/graphql${path}`, init);
  const body = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  return [response.status, body.errors?.[0]?.extensions.code];
}

const RUNS: [number, undefined] = [200, undefined];
const REJECTED: [number, string] = [400, 'CSRF_REJECTED'];

describe('a GET that a page of another site could have sent', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    const config = atlasConfig({ operations: OPERATIONS, http: { cors: { origins: [SITE] } } });
    gateway = await atlasGateway([], { config });
  });
  afterAll(() => gateway.stop());

  test.each<[string, string, Record<string, string>, [number, string | undefined]]>([
    ['a text without a header', text, {}, REJECTED],
    ['a text with an empty header', text, { 'apollo-require-preflight': '' }, REJECTED],
    ['a text with `apollo-require-preflight`', text, { 'apollo-require-preflight': 'true' }, RUNS],
    ['a text with `x-apollo-operation-name`', text, { 'x-apollo-operation-name': 'A' }, RUNS],
    ['a text with `graphql-require-preflight`', text, { 'graphql-require-preflight': '1' }, RUNS],
    ['a text with the type of JSON', text, { 'content-type': 'application/json; charset=utf-8' }, RUNS],
    ['a text with a simple type', text, { 'content-type': 'text/plain' }, REJECTED],
    ['a text with an odd type (GHSA-9q82-xgwf-vj6h)', text, { 'content-type': 'message/http' }, REJECTED],
    ['a text with a type that is none', text, { 'content-type': 'application/json, text/plain' }, REJECTED],
    ['a text with its hash', `${text}&queryHash=${sha256('{__typename}')}`, {}, REJECTED],
    ['a text from a page of its own site', text, { 'sec-fetch-site': 'same-origin' }, REJECTED],
    ['an id, as CDNs and plain clients send it', id, {}, RUNS],
    ['an id in the path', `/${HEALTH}`, {}, RUNS],
    ['an id, typed into a browser', id, { 'sec-fetch-site': 'none' }, RUNS],
    ['an id from a page of its own site', id, { 'sec-fetch-site': 'same-origin' }, RUNS],
    ['an id from a page of another site', id, { 'sec-fetch-site': 'cross-site' }, REJECTED],
    ['an id from a page of a sister site', id, { 'sec-fetch-site': 'same-site' }, REJECTED],
    ['an id from a foreign origin', id, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, REJECTED],
    ['an id from an origin that is allowed', id, { 'sec-fetch-site': 'cross-site', origin: SITE }, RUNS],
    ['an id after a preflight', id, { 'sec-fetch-site': 'cross-site', 'apollo-require-preflight': '1' }, RUNS],
    ['a mutation hears that it is one', '?query=mutation{cancelTrip(id:1){id}}', {}, [405, 'METHOD_NOT_ALLOWED']],
  ])('%s', async (_, path, headers, expected) => {
    expect(await send(gateway, path, { headers })).toEqual(expected);
  });

  test('the refusal says which header to send', async () => {
    const response = await gateway.fetch(`/graphql${text}`);
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect(errors[0]?.message).toBe(
      'This GET brings a document as text and has no header that proves a preflight. Send `apollo-require-preflight: true`, or POST with `content-type: application/json`.',
    );
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a POST of type %s, which has no preflight, is not read',
    async (type) => {
      const init = { method: 'POST', headers: { 'content-type': type }, body: '{"query":"{__typename}"}' };
      expect(await send(gateway, '', init)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    },
  );
});

test('switched off, a text by GET needs no header', async () => {
  const config = atlasConfig({ operations: OPERATIONS, http: { csrfPrevention: false } });
  await using gateway = await atlasGateway([], { config });
  expect(await send(gateway, text)).toEqual(RUNS);
});

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
