import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type ConfigInput, resolver } from '../../src/index.ts';
import { createTestGateway, type TestGateway, type TestGatewayOptions } from '../../src/testing.ts';
import { type FlagFolder, flagFolder, toggle } from '../support/projects/flags.ts';

const SDL = `
  type Query {
    shown: String @flag(key: "one")
    strict: String! @flag(key: "one", else: ERROR)
    price: String
  }
`;
const resolvers = {
  Query: {
    shown: () => 'shown',
    strict: () => 'strict',
    price: resolver([], (_, __, { flags }) => JSON.stringify(flags.get('price')), { flags: { price: 'classic' } }),
  },
};

const price = (extra: object) => ({
  state: 'ENABLED',
  variants: { old: 'classic', new: 'modern' },
  defaultVariant: 'old',
  ...extra,
});

function gatewayOn(
  folder: FlagFolder,
  flags: ConfigInput['flags'] = {},
  options: Partial<TestGatewayOptions> = {},
): Promise<TestGateway> {
  const { root } = folder;
  writeFileSync(join(root, 'schema.graphql'), SDL);
  return createTestGateway({ root, config: { schema: 'schema.graphql', resolvers, flags }, ...options });
}

const health = async (gateway: TestGateway) => {
  const { body } = await gateway.post({ query: '{ gateway { health { checks { name status detail } } } }' });
  const { checks } = (body.data?.['gateway'] as { health: { checks: { name: string }[] } }).health;
  return checks.find(({ name }) => name === 'flags');
};

describe('a closed field', () => {
  test('is null, or null with FEATURE_DISABLED and the way out', async () => {
    using folder = flagFolder({ one: toggle(false), price: price({}) });
    await using gateway = await gatewayOn(folder);
    expect((await gateway.post({ query: '{ shown }' })).body).toEqual({ data: { shown: null } });
    const { body } = await gateway.post({ query: '{ strict }' });
    expect(body).toMatchObject({
      data: null,
      errors: [
        { path: ['strict'], extensions: { code: 'FEATURE_DISABLED', coordinate: 'Query.strict', retryable: false } },
      ],
    });
  });

  test('stays closed where its flag has no boolean: the truth of "off" would open it', async () => {
    const one = { state: 'ENABLED', variants: { on: 'on', off: 'off' }, defaultVariant: 'off' };
    using folder = flagFolder({ one, price: price({}) });
    await using gateway = await gatewayOn(folder);
    const query = '{ shown gateway { flag(key: "one") { value enabled reason } } }';
    expect((await gateway.post({ query })).body).toEqual({
      data: { shown: null, gateway: { flag: { value: false, enabled: false, reason: 'ERROR' } } },
    });
  });

  test('on an interface, the fields of its objects are closed', async () => {
    using folder = flagFolder({ one: toggle(false), price: price({}) });
    const sdl = 'type Query { any: Any } interface Any { id: ID @flag(key: "one") } type A implements Any { id: ID }';
    writeFileSync(join(folder.root, 'schema.graphql'), sdl);
    const config = { schema: 'schema.graphql', resolvers: { Query: { any: () => ({ __typename: 'A', id: 1 }) } } };
    await using gateway = await createTestGateway({ root: folder.root, config });
    expect((await gateway.post({ query: '{ any { id } }' })).body).toEqual({ data: { any: { id: null } } });
  });
});

describe('code resolvers read the flags that they declare', () => {
  test.each([
    [
      'by the client',
      price({ targeting: { if: [{ '==': [{ var: 'clientName' }, 'web'] }, 'new'] } }),
      'modern',
      'TARGETING_MATCH',
    ],
    [
      'by the header',
      price({ targeting: { if: [{ '==': [{ var: 'targetingKey' }, 'u1'] }, 'new'] } }),
      'modern',
      'TARGETING_MATCH',
    ],
    [
      'by the cookie',
      price({ targeting: { if: [{ '==': [{ var: 'targetingKey' }, 'c1'] }, 'new'] } }),
      'classic',
      'DEFAULT',
    ],
    ['disabled', price({ state: 'DISABLED' }), 'classic', 'DISABLED'],
    ['without a default variant', price({ defaultVariant: null }), 'classic', 'DEFAULT'],
    ['of another type', toggle(true), 'classic', 'ERROR'],
    ['a variant that is not there', price({ targeting: { if: [true, 'gone'] } }), 'classic', 'ERROR'],
  ])('%s', async (_, definition, value, reason) => {
    using folder = flagFolder({ one: toggle(true), price: definition });
    await using gateway = await gatewayOn(folder, { header: 'X-Visitor', cookie: 'visitor' });
    const headers = { 'x-visitor': 'u1', cookie: 'a=b; visitor=c1', 'apollographql-client-name': 'web' };
    const { body } = await gateway.post({ query: '{ price }' }, { headers });
    expect(JSON.parse(String(body.data?.['price']))).toMatchObject({ key: 'price', value, reason });
  });

  test('the cookie stands in where the header is missing', async () => {
    const targeting = { if: [{ '==': [{ var: 'targetingKey' }, 'c1'] }, 'new'] };
    using folder = flagFolder({ one: toggle(true), price: price({ targeting }) });
    await using gateway = await gatewayOn(folder, { header: 'x-visitor', cookie: 'visitor' });
    const { body } = await gateway.post({ query: '{ price }' }, { headers: { cookie: 'a=b; visitor=c1' } });
    expect(JSON.parse(String(body.data?.['price']))).toMatchObject({ value: 'modern' });
  });
});

describe('definitions that cannot be served', () => {
  test.each([
    ['are no JSON', '{'],
    ['do not fit the schema', { one: { state: 'MAYBE', variants: {} } }],
    ['lack a flag that the graph names', { price: price({}) }],
  ])('that %s: the last good ones serve, and health says why', async (_, broken) => {
    using folder = flagFolder({ one: toggle(true), price: price({}) });
    await using gateway = await gatewayOn(folder);
    expect(await health(gateway)).toMatchObject({ status: 'PASS', detail: '2 defined' });
    folder.write(broken);
    await vi.waitFor(async () => expect(await health(gateway)).toMatchObject({ status: 'WARN' }), { interval: 5 });
    expect((await gateway.post({ query: '{ shown }' })).body).toEqual({ data: { shown: 'shown' } });
    folder.write({ one: toggle(false), price: price({}) });
    await vi.waitFor(async () => expect(await health(gateway)).toMatchObject({ status: 'PASS' }), { interval: 5 });
    expect((await gateway.post({ query: '{ shown }' })).body).toEqual({ data: { shown: null } });
  });

  test('at the start end it, with the file', async () => {
    using folder = flagFolder({ one: { state: 'ENABLED' } });
    await expect(gatewayOn(folder)).rejects.toThrow(/flags\/test\.json/);
  });

  test('one key in two files is refused', async () => {
    using folder = flagFolder({ one: toggle(true), price: price({}) });
    folder.write({ one: toggle(false) }, 'zwei.json');
    await expect(gatewayOn(folder)).rejects.toThrow(
      /flags\/zwei\.json: "one" stands in .*flags\/test\.json too\. Keep one of them\./,
    );
  });
});

test('files that are swapped by a link above them, as Kubernetes does, are read again', async () => {
  using folder = flagFolder();
  const flags = join(folder.root, 'flags');
  for (const [name, on] of [
    ['..1', true],
    ['..2', false],
  ] as const) {
    mkdirSync(join(flags, name), { recursive: true });
    writeFileSync(join(flags, name, 'a.json'), JSON.stringify({ flags: { one: toggle(on), price: price({}) } }));
  }
  symlinkSync('..1', join(flags, '..data'));
  symlinkSync('..data/a.json', join(flags, 'a.json'));
  symlinkSync('loop.json.txt', join(flags, 'loop.json.txt')); // must not take the process with it
  await using gateway = await gatewayOn(folder);
  expect((await gateway.post({ query: '{ shown }' })).body).toEqual({ data: { shown: 'shown' } });
  symlinkSync('..2', join(flags, '..next'));
  renameSync(join(flags, '..next'), join(flags, '..data'));
  const shown = async () => (await gateway.post({ query: '{ shown }' })).body.data?.['shown'];
  await vi.waitFor(async () => expect(await shown()).toBeNull(), { interval: 5 });
});

describe('the graph is refused', () => {
  test('when it names a flag that is not defined', async () => {
    using folder = flagFolder({ on: toggle(true), price: price({}) });
    await expect(gatewayOn(folder)).rejects.toThrow(
      'Query.shown names the flag "one", which is not defined. Did you mean "on"? Flags: on, price.',
    );
  });

  test('when a field that cannot be null is to be null', async () => {
    using folder = flagFolder({ one: toggle(true) });
    writeFileSync(join(folder.root, 'schema.graphql'), 'type Query { never: Int! @flag(key: "one") }');
    await expect(createTestGateway({ root: folder.root, config: { schema: 'schema.graphql' } })).rejects.toThrow(
      'schema.graphql:1:14: Query.never is Int!, so it cannot answer null when its flag is off. Make it nullable, or write @flag(…, else: ERROR).',
    );
  });
});
