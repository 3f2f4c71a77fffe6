import { expect, test } from 'vitest';
import { createTestGateway } from '../../src/testing.ts';
import { sdlFolder } from '../support/projects/sdl-folder.ts';
import { serveSdl } from '../support/projects/serve-sdl.ts';
import { answer, as, policies, SDL } from './people.ts';

const serve = (access: object = {}) =>
  serveSdl(SDL, answer, { access: { policies, ...access }, development: { principal: true } });

const UNAUTHORIZED = 'UNAUTHORIZED_FIELD_OR_TYPE';

type Row = readonly [
  what: string,
  query: string,
  init: RequestInit | undefined,
  data: unknown,
  paths: readonly string[],
  calls: readonly string[],
];

const [ann, annWithOrders] = [as('ann'), as('ann', 'orders:read', 'user:read')];

test.each<Row>([
  [
    'a field for the authenticated',
    '{ me { id email } }',
    undefined,
    { me: { id: 'u1', email: null } },
    ['me.email'],
    ['GET /me'],
  ],
  ['for one who is', '{ me { email } }', ann, { me: { email: 'u1@example.com' } }, [], ['GET /me']],
  [
    'by another name, each place of a list',
    '{ users { mail: email } }',
    undefined,
    { users: [{ mail: null }, { mail: null }] },
    ['users.0.mail', 'users.1.mail'],
    ['GET /users'],
  ],
  [
    'scopes, of which a part is not enough',
    '{ me { orders } }',
    as('ann', 'user:read'),
    { me: { orders: null } },
    ['me.orders'],
    ['GET /me'],
  ],
  [
    'scopes, all of one alternative',
    '{ me { orders } }',
    annWithOrders,
    { me: { orders: ['a'] } },
    [],
    ['GET /me', 'GET /users/u1/orders'],
  ],
  [
    'scopes, the other alternative',
    '{ me { orders } }',
    as('root', 'admin'),
    { me: { orders: ['a'] } },
    [],
    ['GET /me', 'GET /users/u1/orders'],
  ],
  ['a policy that says no', '{ me { vip } }', ann, { me: { vip: null } }, ['me.vip'], ['GET /me']],
  ['a policy that says yes', '{ me { vip } }', as('vip'), { me: { vip: 'yes' } }, [], ['GET /me', 'GET /users/u1/vip']],
  [
    'several policies of one alternative',
    '{ me { vip } }',
    as('bo', 'staff'),
    { me: { vip: 'yes' } },
    [],
    ['GET /me', 'GET /users/u1/vip'],
  ],
  [
    'a type closes the fields that answer it',
    '{ account { id } open }',
    ann,
    { account: null, open: 'open' },
    ['account'],
    ['GET /open'],
  ],
  [
    'two rules on one type, both of which must hold',
    '{ account { balance } }',
    as('ann', 'account'),
    { account: { balance: 3 } },
    [],
    ['GET /account'],
  ],
  [
    'a scalar closes the fields that answer it',
    '{ iban open }',
    undefined,
    { iban: null, open: 'open' },
    ['iban'],
    ['GET /open'],
  ],
  ['null goes up to where it may stand', '{ open strict { id } }', ann, null, ['strict'], ['GET /open']],
  [
    'a field that is made of a closed one',
    '{ me { greeting } }',
    undefined,
    { me: { greeting: null } },
    ['me.greeting'],
    ['GET /me'],
  ],
  ['a write', 'mutation { close }', ann, null, ['close'], []],
  ['an interface of which one object is closed', '{ node(id: "u1") { id } }', undefined, null, ['node'], []],
  ['and is not', '{ node(id: "r1") { id label } }', ann, { node: { id: 'r1', label: 'L' } }, [], ['GET /nodes/r1']],
  ['the fragment of a closed object', '{ node(id: "r1") { ... on Robot { name } } }', undefined, null, ['node'], []],
  ['nothing that is left to run, by several names', '{ a: account { id } iban }', undefined, null, ['a', 'iban'], []],
  [
    'nothing was asked for of what is closed',
    'query ($no: Boolean = false) { iban @include(if: $no) }',
    undefined,
    {},
    [],
    [],
  ],
  ['`__typename` alone is left', '{ __typename iban }', undefined, { __typename: 'Query', iban: null }, ['iban'], []],
  [
    'a fragment on each object, the one that is open',
    '{ node(id: "u1") { __typename ... on Robot { name } ... on User { name } } }',
    undefined,
    { node: { __typename: 'User', name: 'N' } },
    [],
    ['GET /nodes/u1'],
  ],
  [
    'a fragment on each object, the one that is closed',
    '{ node(id: "r1") { __typename ...R ... on User { name } } } fragment R on Robot { name }',
    undefined,
    { node: { __typename: 'Robot', name: null } },
    ['node.name'],
    ['GET /nodes/r1'],
  ],
])('%s', async (_, query, init, data, paths, calls) => {
  await using served = await serve();
  const { status, body } = await served.gateway.post({ query }, init);
  expect({ status, data: body.data, errors: body.errors ?? [], calls: served.service.calls }).toEqual({
    status: 200,
    data,
    errors: paths.map((path) =>
      expect.objectContaining({
        path: path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
        extensions: expect.objectContaining({ code: UNAUTHORIZED, retryable: false }),
      }),
    ),
    calls,
  });
});

test('an operation is refused as a whole where the config says so', async () => {
  await using served = await serve({ rejectUnauthorized: true });
  const { gateway, service } = served;
  const anonymous = await gateway.post({ query: '{ me { email } open }' });
  expect(anonymous).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
  expect([anonymous.headers.get('www-authenticate'), anonymous.body.data]).toEqual([
    'Bearer realm="tollgate"',
    undefined,
  ]);
  const known = await gateway.post({ query: '{ me { orders } open }' }, ann);
  expect(known).toMatchObject({ status: 403, body: { errors: [{ extensions: { code: 'FORBIDDEN' } }] } });
  expect(service.calls).toEqual([]);
  expect((await gateway.post({ query: '{ open }' })).body).toEqual({ data: { open: 'open' } });
});

test('every request needs a principal where the config says so', async () => {
  await using served = await serve({ requireAuthentication: true });
  const { gateway, service } = served;
  const anonymous = await gateway.post({ query: '{ open }' });
  expect(anonymous).toMatchObject({ status: 401, body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
  expect(anonymous.headers.get('www-authenticate')).toBe('Bearer realm="tollgate"');
  expect(service.calls).toEqual([]);
  expect((await gateway.post({ query: '{ open }' }, ann)).body).toEqual({ data: { open: 'open' } });
});

test.each(['ann', '{"scopes":[]}', '{"id":"","scopes":[]}', '{"id":"ann","scopes":"a"}', '{"id":"ann","role":"x"}'])(
  'a header that names no principal is refused: %s',
  async (header) => {
    await using served = await serve();
    const answered = await served.gateway.post({ query: '{ open }' }, { headers: { 'x-tollgate-principal': header } });
    expect(answered).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] } });
  },
);

test('the header says nothing where the config does not let it', async () => {
  await using served = await serveSdl(SDL, answer, { access: { policies } });
  expect((await served.gateway.post({ query: '{ me { email } }' }, ann)).body.data).toEqual({ me: { email: null } });
});

test('a policy that promises is no yes, and ends nothing when its promise is broken', async () => {
  const broken = { ...policies, vip: () => Promise.reject(new Error('no answer')) as unknown as boolean };
  await using served = await serve({ policies: broken });
  for (const _ of [1, 2])
    expect((await served.gateway.post({ query: '{ me { id vip } }' }, ann)).body.data).toEqual({
      me: { id: 'u1', vip: null },
    });
});

test('production does not start with principals of development', async () => {
  using folder = sdlFolder({ 'a.graphql': 'type Query { a: ID }' });
  const config = { schema: 'a.graphql', development: { principal: true } };
  await expect(createTestGateway({ root: folder.root, dev: false, config })).rejects.toThrow(
    '`development.principal` lets every caller say who it is',
  );
});

test('a policy that the config does not have is told where it stands', async () => {
  using folder = sdlFolder({ 'a.graphql': 'type Query { a: ID @policy(policies: [["vipp"]]) }' });
  const config = { schema: 'a.graphql', access: { policies: { vip: () => true } } };
  await expect(createTestGateway({ root: folder.root, config })).rejects.toThrow(
    'a.graphql:1:20: This names the policy "vipp", which `access.policies` of the config does not have. Did you mean "vip"?',
  );
});
