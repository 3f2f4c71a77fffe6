import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InMemoryProvider, type Provider } from '@openfeature/server-sdk';
import { expect, test, vi } from 'vitest';
import { resolver } from '../../src/index.ts';
import { createTestGateway, type TestGateway } from '../../src/testing.ts';
import { flagFolder } from '../support/projects/flags.ts';

const SDL = `
  type Query {
    shown: String @flag(key: "one")
    plain: String
    price: String
  }
`;
const resolvers = {
  Query: {
    shown: () => 'shown',
    plain: () => 'plain',
    price: resolver([], (_, __, { flags }) => flags.get('price').value, { flags: { price: 'classic' } }),
  },
};

/** A provider that answers every question by the function given. */
const answering = (answer: () => unknown): Provider => {
  const resolve = vi.fn(async () => answer() as never);
  return {
    metadata: { name: 'test' },
    runsOn: 'server',
    resolveBooleanEvaluation: resolve,
    resolveStringEvaluation: resolve,
    resolveNumberEvaluation: resolve,
    resolveObjectEvaluation: resolve,
  };
};

async function withProvider(provider: Provider, use: (gateway: TestGateway) => Promise<void>): Promise<void> {
  using folder = flagFolder();
  writeFileSync(join(folder.root, 'schema.graphql'), SDL);
  const config = { schema: 'schema.graphql', resolvers, flags: { provider, timeout: '20ms' } };
  await using gateway = await createTestGateway({ root: folder.root, config });
  await use(gateway);
}

const query = '{ shown plain price gateway { flag(key: "one") { variant value enabled reason } } }';

test('any OpenFeature provider gives the flags', async () => {
  const provider = new InMemoryProvider({
    one: { variants: { on: true, off: false }, defaultVariant: 'on', disabled: false },
    price: { variants: { old: 'classic', new: 'modern' }, defaultVariant: 'new', disabled: false },
  });
  await withProvider(provider, async (gateway) => {
    expect((await gateway.post({ query })).body).toEqual({
      data: {
        shown: 'shown',
        plain: 'plain',
        price: 'modern',
        gateway: { flag: { variant: 'on', value: true, enabled: true, reason: 'STATIC' } },
      },
    });
  });
});

test.each([
  ['hangs', () => new Promise(() => {}), 'TIMEOUT'],
  [
    'throws',
    () => {
      throw new Error('no');
    },
    'ERROR',
  ],
  ['answers the wrong type', () => ({ value: 42, reason: 'STATIC', variant: 'on' }), 'ERROR'],
  ['answers nothing', () => undefined, 'ERROR'],
])('a provider that %s leaves default, reason and a whole answer', async (_, answer, reason) => {
  await withProvider(answering(answer), async (gateway) => {
    const { status, body } = await gateway.post({ query });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        data: {
          shown: null,
          plain: 'plain',
          price: 'classic',
          gateway: { flag: { variant: null, value: false, enabled: false, reason } },
        },
      },
    });
  });
});

test('a provider is asked only for operations that name its flags', async () => {
  const provider = answering(() => ({ value: true }));
  await withProvider(provider, async (gateway) => {
    await gateway.post({ query: '{ plain }' });
    expect(provider.resolveBooleanEvaluation).not.toHaveBeenCalled();
    await gateway.post({ query: '{ plain shown again: shown }' });
    expect(provider.resolveBooleanEvaluation).toHaveBeenCalledTimes(1);
  });
});

test.each([
  ['never gets ready', () => new Promise<void>(() => {}), 'NOT_READY'],
  ['fails to start', () => Promise.reject(new Error('no way')), 'ERROR'],
])('a provider that %s keeps nothing from starting, and health says so', async (_, initialize, status) => {
  const provider = { ...answering(() => ({ value: true })), initialize };
  await withProvider(provider, async (gateway) => {
    const { body } = await gateway.post({ query: '{ plain gateway { health { checks { name status detail } } } }' });
    expect(body.data).toMatchObject({
      plain: 'plain',
      gateway: {
        health: {
          checks: expect.arrayContaining([
            {
              name: 'flags',
              status: 'WARN',
              detail: `The flag provider "test" is ${status}; what it does not answer has its default.`,
            },
          ]),
        },
      },
    });
  });
});
