import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestGateway } from '../../src/testing.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';

const QUERY = 'query A($code: String!) { airport(code: $code) { code } }';
/** As text, because in an object literal `__proto__` is no member. */
const NAMES = [
  '{"code":"AMS","__proto__":{"polluted":1}}',
  '{"code":"AMS","\\u005f_proto__":{"polluted":1}}',
  '{"code":"AMS","constructor":{"prototype":{"polluted":1}}}',
];

describe('__proto__ and constructor harm nobody on any way in', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await atlasGateway([], { config: atlasConfig({ http: { limits: { batch: 2 } } }) });
  });
  afterAll(() => gateway.stop());

  const ways: [string, (variables: string) => Promise<unknown>][] = [
    ['POST', async (variables) => (await gateway.post(`{"query":"${QUERY}","variables":${variables}}`)).body],
    ['GET', async (variables) => (await gateway.get({ query: QUERY, variables })).body],
    [
      'an array',
      async (variables) => {
        const { body } = await gateway.post(`[{"query":"${QUERY}","variables":${variables}}]`);
        return (body as unknown as unknown[])[0];
      },
    ],
  ];

  test.each(ways)('variables by %s are refused, wherever the name stands', async (_, send) => {
    for (const variables of NAMES) {
      for (const sent of [variables, `{"code":${variables}}`, `{"code":[${variables}]}`]) {
        expect(await send(sent)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
      }
    }
    expect({}).not.toHaveProperty('polluted');
  });

  test('extensions are refused too', async () => {
    for (const extensions of NAMES) {
      const { status, body } = await gateway.post(`{"query":"{__typename}","extensions":${extensions}}`);
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
      expect((await gateway.get({ query: '{__typename}', extensions })).status).toBe(400);
    }
  });

  test('members of the request are passed over', async () => {
    const inBody = `{"query":"{__typename}","__proto__":{"query":"{gateway{version}}"},"constructor":1}`;
    expect((await gateway.post(inBody)).body).toEqual({ data: { __typename: 'Query' } });
    const byGet = await gateway.fetch('/graphql?query={__typename}&__proto__={x}&constructor={x}', {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(await byGet.json()).toEqual({ data: { __typename: 'Query' } });
    expect({}).not.toHaveProperty('polluted');
  });

  test('a request whose only query is in __proto__ has none', async () => {
    const { status, body } = await gateway.post('{"__proto__":{"query":"{__typename}"}}');
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([422, 'BAD_REQUEST']);
  });

  test('an operation name and an alias may be spelled so', async () => {
    for (const name of ['__proto__', 'constructor']) {
      const unknown = await gateway.post({ query: 'query A { __typename }', operationName: name });
      expect([unknown.status, unknown.body.errors?.[0]?.extensions.code]).toEqual([
        422,
        'OPERATION_RESOLUTION_FAILURE',
      ]);
      const { body } = await gateway.get({ query: `query ${name} { ${name}: __typename }`, operationName: name });
      expect(Object.entries(body.data ?? {})).toEqual([[name, 'Query']]);
    }
  });
});
