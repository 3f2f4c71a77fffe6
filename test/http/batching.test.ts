import { describe, expect, test } from 'vitest';
import type { Plugin } from '../../src/index.ts';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';

const NAME = { query: '{ __typename }' };
const batching = (batch: number, spy: Plugin[] = []) => ({
  config: atlasConfig({ http: { limits: { batch } }, plugins: { received: spy } }),
});
const codesOf = (body: unknown): unknown[] =>
  (body as { errors?: { extensions: { code: string } }[] }).errors?.map(({ extensions }) => extensions.code) ?? [];

describe('arrays of requests', () => {
  test('are refused unless the config takes them', async () => {
    await using gateway = await atlasGateway([]);
    for (const batch of [[], [NAME], [NAME, NAME], [[NAME]], [null]]) {
      const { status, body } = await gateway.post(batch);
      expect([status, codesOf(body)]).toEqual([400, ['BATCHING_DISABLED']]);
    }
  });

  test('are answered in order, each on its own, under one request id', async () => {
    const seen: unknown[] = [];
    const spy: Plugin = {
      name: 'spy',
      observe: { settled: ({ outcome, bytes }, { requestId }) => void seen.push([outcome, bytes, requestId]) },
    };
    await using gateway = await atlasGateway([], batching(5, [spy]));
    const { status, headers, body } = await gateway.post([
      { query: '{ a: __typename }' },
      { query: '{ nothing }' },
      null,
      [NAME],
      { documentId: 'unknown' },
    ]);
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'application/json; charset=utf-8',
      'no-store',
    ]);
    const answers = body as unknown as { data?: unknown }[];
    expect(answers[0]).toEqual({ data: { a: 'Query' } });
    expect(answers.slice(1).map(codesOf)).toEqual([
      ['GRAPHQL_VALIDATION_FAILED'],
      ['BAD_REQUEST'],
      ['BAD_REQUEST'],
      ['PERSISTED_QUERY_NOT_FOUND'],
    ]);
    const id = headers.get('x-request-id');
    expect(seen).toEqual(
      answers.map((answer, index) => [index === 0 ? 'ok' : 'refused', Buffer.byteLength(JSON.stringify(answer)), id]),
    );
  });

  test.each<[string, unknown, number, string]>([
    ['one too many', [NAME, NAME, NAME], 400, 'LIMIT_BATCH'],
    ['none', [], 400, 'BAD_REQUEST'],
    ['broken JSON', '[{', 400, 'BAD_REQUEST'],
  ])('%s is refused as a whole', async (_, batch, status, code) => {
    await using gateway = await atlasGateway([], batching(2));
    const answer = await gateway.post(batch);
    expect([answer.status, codesOf(answer.body)]).toEqual([status, [code]]);
    expect((await gateway.post(NAME)).body).toEqual({ data: { __typename: 'Query' } });
  });
});
