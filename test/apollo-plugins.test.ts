import type { ApolloServerPlugin } from '@apollo/server';
import { describe, expect, test } from 'vitest';
import { errors, type GatewayContext } from '../src/index.ts';
import { atlasConfig, atlasGateway } from './support/projects/atlas.ts';

const VERSION = '{ gateway { version } }';

describe("a user's Apollo plugin", () => {
  test('sees the request and the answer', async () => {
    const seen: unknown[] = [];
    const plugin: ApolloServerPlugin<GatewayContext> = {
      requestDidStart: async ({ request }) => {
        if (request.http) seen.push(request.http.method, request.http.headers.get('x-tenant'));
        return {
          async willSendResponse({ response, contextValue }) {
            if (response.body.kind === 'single')
              seen.push(contextValue.exchange.operation.name, response.body.singleResult.data);
          },
        };
      },
    };
    await using gateway = await atlasGateway([], { config: atlasConfig({ apollo: { plugins: [plugin] } }) });
    seen.length = 0; // forgets the trial request of the start
    await gateway.post({ query: 'query V { gateway { __typename } }' }, { headers: { 'x-tenant': 'acme' } });
    expect(seen).toEqual(['POST', 'acme', 'V', { gateway: { __typename: 'Gateway' } }]);
    expect(gateway.signals).toEqual([]);
  });

  test('may be a class, whose every hook is called, and may read the request whenever it is asked', async () => {
    const seen: string[] = [];
    class Tenants implements ApolloServerPlugin<GatewayContext> {
      #name = 'tenants';
      async serverWillStart() {
        seen.push(`${this.#name} starts`);
      }
      async requestDidStart({ request }: { request: { http?: { headers: Map<string, string> } } }) {
        seen.push(`${this.#name} ${String(request.http?.headers.get('x-tenant'))}`);
        if (!request.http?.headers.get('x-tenant')) throw new Error('no tenant');
        return {
          async willSendResponse({ response }: { response: { http: { headers: Map<string, string> } } }) {
            response.http.headers.set('x-served-for', 'acme');
          },
        };
      }
    }
    await using gateway = await atlasGateway([], {
      config: atlasConfig({ apollo: { plugins: [new Tenants() as ApolloServerPlugin<GatewayContext>] } }),
    });
    const { status, headers } = await gateway.post({ query: VERSION }, { headers: { 'x-tenant': 'acme' } });
    expect([status, headers.get('x-served-for')]).toEqual([200, 'acme']);
    expect(seen).toEqual(['tenants starts', 'tenants undefined', 'tenants acme']);
    expect(gateway.signals).toEqual([]);
  });

  test('that watches the execution gets it, start-up says so, and errors leave as they always do', async () => {
    const fields: string[] = [];
    class FieldTimer implements ApolloServerPlugin<GatewayContext> {
      async requestDidStart() {
        return {
          executionDidStart: async () => ({
            willResolveField: ({ info }: { info: { fieldName: string } }) => void fields.push(info.fieldName),
          }),
        };
      }
    }
    const config = atlasConfig({
      apollo: { plugins: [new FieldTimer()] },
      resolvers: {
        Query: {
          airport: () => {
            throw new Error('secret');
          },
          trip: () => {
            throw errors.notFound({ type: 'Trip', id: 1 });
          },
        },
      },
    });
    await using gateway = await atlasGateway([], { config });
    expect(gateway.signals).toMatchObject([{ name: 'apollo.watched', message: expect.stringContaining('FieldTimer') }]);
    const { status, body, headers } = await gateway.post({
      query: '{ airport(code: "x") { code } trip(id: 1) { id } }',
    });
    expect([status, fields.slice(-2)]).toEqual([200, ['airport', 'trip']]);
    expect(body.data).toEqual({ airport: null, trip: null });
    expect(body.errors).toMatchObject([
      { path: ['airport'], extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: headers.get('x-request-id') } },
      {
        message: 'No Trip has the id "1".',
        path: ['trip'],
        extensions: { code: 'NOT_FOUND', requestId: headers.get('x-request-id') },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});
