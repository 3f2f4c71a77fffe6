import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createTestGateway } from '../../src/testing.ts';
import { createToolbox } from '../../src/toolbox.ts';
import { atlasConfig, atlasGateway, startService } from '../support/projects/atlas.ts';
import { sdlFolder } from '../support/projects/sdl-folder.ts';
import { startTestService } from '../support/peers/service.ts';
import { answer, as, policies, SDL } from './people.ts';

const UNAUTHORIZED = 'UNAUTHORIZED_FIELD_OR_TYPE';

const OPERATIONS = `query Account @contract(rest: "GET /v1/account") { account { balance } }
  query Me @contract(rest: "GET /v1/me") { me { name email } }
  query All { me { orders vip } account { id } open }
  query Open { open }`;

describe('registered operations', () => {
  const project = async () => {
    const service = await startTestService(answer);
    const folder = sdlFolder({ 'a.graphql': SDL });
    mkdirSync(join(folder.root, 'persisted-queries'));
    writeFileSync(join(folder.root, 'persisted-queries/all.graphql'), OPERATIONS);
    const config = {
      schema: 'a.graphql',
      sources: { api: { url: service.url, retries: 0 } },
      access: { policies },
      development: { principal: true },
    };
    const { contracts } = createToolbox(readConfig(config), folder.root).write();
    const gateway = await createTestGateway({ root: folder.root, config });
    return {
      contracts,
      gateway,
      async [Symbol.asyncDispose]() {
        await gateway.stop();
        await service[Symbol.asyncDispose]();
        folder[Symbol.dispose]();
      },
    };
  };

  test('say in their contracts what they need, and that their answers are for nobody else', async () => {
    await using served = await project();
    const needs = served.contracts.map(({ name, authenticated, scopes, policies: asked, cache }) => {
      const { scope } = cache as { scope: string };
      return [name, authenticated, scopes, asked, scope];
    });
    expect(needs).toEqual([
      ['Account', true, [['account']], undefined, 'PRIVATE'],
      [
        'All',
        true,
        [
          ['account', 'admin'],
          ['account', 'orders:read', 'user:read'],
        ],
        [['vip'], ['day', 'staff']],
        'PRIVATE',
      ],
      ['Me', true, undefined, undefined, 'PRIVATE'],
      ['Open', undefined, undefined, undefined, 'PUBLIC'],
    ]);
  });

  test('an endpoint of which nothing is left is 401 for the anonymous and 403 for others', async () => {
    await using served = await project();
    const { gateway } = served;
    const anonymous = await gateway.fetch('/api/v1/account');
    expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="tollgate"']);
    expect(await anonymous.json()).toMatchObject({ status: 401, code: UNAUTHORIZED });
    const known = await gateway.fetch('/api/v1/account', as('ann'));
    expect([known.status, known.headers.get('www-authenticate')]).toEqual([403, null]);
    const whole = await gateway.fetch('/api/v1/account', as('ann', 'account'));
    expect([whole.status, await whole.json()]).toEqual([200, { balance: 3 }]);
    const part = await gateway.fetch('/api/v1/me');
    expect([part.status, await part.json()]).toMatchObject([
      200,
      { name: 'User 1', email: null, errors: [{ pointer: '#/email' }] },
    ]);
  });
});

test('Atlas tells the addresses of travellers to whoever says who they are, their telephone numbers to those with the scope', async () => {
  await using trips = await startService('trips');
  const config = atlasConfig({ development: { principal: true } });
  await using gateway = await atlasGateway([trips], { config });
  const query = '{ trip(id: "T0003") { traveller { name email phone } } }';
  const ask = async (headers = {}) => (await gateway.post({ query }, headers)).body;
  const closed = (field: string) => ({
    path: ['trip', 'traveller', field],
    extensions: { code: UNAUTHORIZED },
  });
  const text = expect.any(String);
  expect(await ask()).toMatchObject({
    data: { trip: { traveller: { name: text, email: null, phone: null } } },
    errors: [closed('email'), closed('phone')],
  });
  expect(await ask(as('ann'))).toMatchObject({
    data: { trip: { traveller: { name: text, email: text, phone: null } } },
    errors: [closed('phone')],
  });
  expect(await ask(as('ann', 'travellers:contact'))).toEqual({
    data: { trip: { traveller: { name: text, email: text, phone: text } } },
  });
});
