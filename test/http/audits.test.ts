import { auditServer } from 'graphql-http';
import { expect, test } from 'vitest';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';

/** The audits are older than the first edition of GraphQL over HTTP. Where they ask for other statuses, this is why we differ. */
const NO_DATA = 'The edition forbids 2xx without `data` (§1.5), and Apollo Server answers 400 too.';
const MALFORMED = 'JSON that is no GraphQL request is 422 in the edition (§1.5); 400 is for JSON that is broken.';
const COERCION = 'Variables that cannot be coerced are 422 in the edition (§1.5).';

const CSRF = 'A text by GET needs a header that no page can send unasked, as Apollo Server wants it too; GET is a MAY.';

const always = {
  'warn 572B': NO_DATA,
  'warn FDE2': NO_DATA,
  'warn 7B9B': NO_DATA,
  'notice 5A70': CSRF,
  'notice 6A70': CSRF,
  'notice D6D5': CSRF,
};
const MISSED: Record<'standard' | 'legacy', Readonly<Record<string, string>>> = {
  legacy: always,
  standard: {
    ...always,
    'warn 86EE': COERCION,
    ...Object.fromEntries(
      '3E3A 423L LKJ0 LKJ1 LKJ2 LKJ3 6C00 6C01 6C02 6C03 4760 4761 4762 4763 58B0 58B1 58B2 58B3'
        .split(' ')
        .map((id) => [`notice ${id}`, MALFORMED]),
    ),
  },
};

test.each(['standard', 'legacy'] as const)('graphql-http’s audits find nothing new in profile %s', async (profile) => {
  await using gateway = await atlasGateway([], { config: atlasConfig({ http: { profile } }) });
  const results = await auditServer({ url: `${gateway.url}/graphql` });
  expect(results).toHaveLength(61);
  // A MUST that fails is an `error`, and none is expected.
  const missed = results.filter(({ status }) => status !== 'ok').map(({ id, status }) => `${status} ${id}`);
  expect(missed.sort()).toEqual(Object.keys(MISSED[profile]).sort());
});

test('the legacy profile answers errors as Apollo Server does: 400, in the media type asked for', async () => {
  await using gateway = await atlasGateway([], { config: atlasConfig({ http: { profile: 'legacy' } }) });
  const asked = async (params: object, accept: string) => {
    const { status, headers, body } = await gateway.post(params, { headers: { accept } });
    return [status, headers.get('content-type')?.split(';')[0], body.errors?.[0]?.extensions.code];
  };
  const [json, graphql] = ['application/json', 'application/graphql-response+json'];
  expect(await asked({ query: '{ nothing }' }, json)).toEqual([400, json, 'GRAPHQL_VALIDATION_FAILED']);
  expect(await asked({ query: '{ nothing }' }, graphql)).toEqual([400, graphql, 'GRAPHQL_VALIDATION_FAILED']);
  expect(await asked({ query: 1 }, json)).toEqual([400, json, 'BAD_REQUEST']);
  expect(await asked({ documentId: 'unknown' }, json)).toEqual([404, json, 'PERSISTED_QUERY_NOT_FOUND']);
  const { status, errors } = await gateway.execute({ document: '{ nothing }' });
  expect([status, errors?.length]).toEqual([400, 1]);
});
