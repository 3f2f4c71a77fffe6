import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { atlasConfig, atlasGateway } from '../support/projects/atlas.ts';
import { restProject } from '../support/projects/rest-project.ts';

type Json = { readonly [key: string]: Json } & readonly Json[];

async function documentOf(operations: string): Promise<Json> {
  await using gateway = await restProject(operations);
  return (await (await gateway.fetch('/openapi.json')).json()) as Json;
}

describe('the document', () => {
  test('describes parameters by their types, defaults and the words of the graph', async () => {
    const { paths } = await documentOf(
      'query AllThings($int: Int! = 3, $kind: Kind, $ids: [ID!]) @contract(rest: "GET /a/{int}") { echo(int: $int, kind: $kind, ids: $ids) { args old } }',
    );
    const operation = paths?.['/a/{int}']?.['get'];
    expect(operation).toMatchObject({
      operationId: 'AllThings',
      summary: 'All things',
      description: 'Says what it was asked.',
    });
    expect(operation?.['parameters']).toEqual([
      { name: 'int', in: 'path', required: true, schema: { type: 'integer', format: 'int32', default: 3 } },
      { name: 'kind', in: 'query', required: false, schema: { $ref: '#/components/schemas/Kind' } },
      {
        name: 'ids',
        in: 'query',
        required: false,
        schema: { type: 'array', items: { type: 'string' } },
        style: 'form',
        explode: true,
      },
    ]);
    expect(operation?.['responses']?.['200']?.['content']?.['application/json']?.['schema']).toMatchObject({
      type: 'object',
      required: ['args', 'old'],
      properties: {
        args: { type: ['string', 'null'] },
        old: { deprecated: true },
        errors: { $ref: '#/components/schemas/partial-errors' },
      },
    });
  });

  test('gives namesakes of two clients names of their own, and the command prints the same', async () => {
    const clients = {
      'web.json': { w: 'query Names @contract(rest: "GET /web") { names }' },
      'phone.json': { p: 'query Names @contract(rest: "GET /phone") { names }' },
    };
    await using gateway = await restProject('query Two @contract(rest: "GET /two") { names }', {}, clients);
    const text = await (await gateway.fetch('/openapi.json')).text();
    const paths: Readonly<Record<string, { get: { operationId: string } }>> = JSON.parse(text).paths;
    expect(Object.values(paths).map(({ get }) => get.operationId)).toEqual(['Names_148de9c5', 'Two', 'Names_50e721e4']);
    expect(await new Validator().validate(JSON.parse(text))).toEqual({ valid: true });
    expect(gateway.openApi()).toBe(text);
  });

  test('describes bodies, by input objects that may hold themselves', async () => {
    const { paths, components } = await documentOf(`
      mutation Keep($id: ID!, $title: String, $deep: Deep) @contract(rest: "PUT /a/{id}") { keep(id: $id, title: $title, deep: $deep) { args } }
      query Search($deep: Deep!) @contract(rest: "POST /a") { echo(deep: $deep) { args } }
    `);
    const json = (path: string, method: string) => paths?.[path]?.[method]?.['requestBody'];
    expect(json('/a', 'post')).toEqual({
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Deep' } } },
    });
    expect(json('/a/{id}', 'put')).toMatchObject({
      required: false,
      content: {
        'application/json': {
          schema: { properties: { title: { type: ['string', 'null'] } }, required: [], additionalProperties: false },
        },
      },
    });
    expect(components?.['schemas']?.['Deep']).toEqual({
      type: 'object',
      properties: {
        count: { type: 'integer', format: 'int32' },
        kind: { anyOf: [{ $ref: '#/components/schemas/Kind' }, { type: 'null' }], default: 'BIG' },
        next: { anyOf: [{ $ref: '#/components/schemas/Deep' }, { type: 'null' }] },
      },
      required: ['count'],
      additionalProperties: false,
    });
  });

  test('describes an answer of several types as any of them', async () => {
    const { paths } = await documentOf(
      'query Node($id: ID!, $b: Boolean = true) @contract(rest: "GET /a/{id}") { node(id: $id) { __typename id ... on Thing { size @include(if: $b) } } }',
    );
    const content = paths?.['/a/{id}']?.['get']?.['responses']?.['200']?.['content'];
    expect(content?.['application/json']?.['schema']?.['anyOf']).toMatchObject([
      { title: 'Thing', properties: { __typename: { const: 'Thing' }, size: {} }, required: ['__typename', 'id'] },
      { title: 'Idea', properties: { __typename: { const: 'Idea' } }, required: ['__typename', 'id'] },
    ]);
  });

  test('tells which values `@constraint` and ranges take, wherever a variable is put', async () => {
    const { paths, components } = await documentOf(`
      query Some($count: Int! = 2, $tags: [String!], $near: String) @contract(rest: "GET /some") { some(count: $count, tags: $tags, near: $near) { args } }
      query Boxed($mail: String!, $other: Int, $count: Int) @contract(rest: "POST /boxed") { some(box: { mail: $mail, size: 2 }, count: $count) { args } echo(int: $other) { args } }
      query Box($box: Box!) @contract(rest: "POST /box") { some(box: $box) { args } }
      query Ranged($int: Int!, $ids: [ID!]) @contract(rest: "GET /ranged", ranges: [{ variable: "int", max: 5 }, { variable: "ids", max: 2 }]) { echo(int: $int, ids: $ids) { args } }
    `);
    const parameters = paths?.['/some']?.['get']?.['parameters'];
    expect(parameters?.map(({ schema }) => schema)).toEqual([
      { type: 'integer', format: 'int32', minimum: 1, maximum: 9, default: 2 },
      { type: 'array', items: { type: 'string', minLength: 1, maxLength: 5, pattern: String.raw`^\p{L}+$` } },
      { type: 'string' }, // what JSON Schema's patterns cannot say
    ]);
    expect(paths?.['/ranged']?.['get']?.['parameters']?.map(({ schema }) => schema)).toEqual([
      { type: 'integer', format: 'int32', maximum: 5 },
      { type: 'array', items: { type: 'string' } },
    ]);
    const body = paths?.['/boxed']?.['post']?.['requestBody']?.['content']?.['application/json']?.['schema'];
    expect(body?.['properties']).toEqual({
      mail: { type: 'string', format: 'email', maxLength: 99, description: 'Where from.' },
      other: { type: ['integer', 'null'], format: 'int32' },
      count: { type: ['integer', 'null'], format: 'int32', minimum: 1, maximum: 9 },
    });
    expect(components?.['schemas']?.['Box']?.['properties']).toEqual({
      mail: { type: 'string', format: 'email', maxLength: 99, description: 'Where from.' },
      size: { type: ['number', 'null'], minimum: 0.5 },
    });
  });

  test('tells who may ask, where access rules do', async () => {
    const text = `
      query Own @contract(rest: "GET /own") { own { args } }
      query Shared @contract(rest: "GET /shared") { shared { args } own { args } }
      query Names @contract(rest: "GET /names") { names }
    `;
    const document = await documentOf(text);
    const asked = (path: string) => document['paths']?.[path]?.['get']?.['security'];
    expect(asked('/own')).toEqual([{ principal: [] }]);
    expect(asked('/shared')).toEqual([{ principal: ['c'] }, { principal: ['a', 'b'] }]);
    expect(asked('/names')).toBeUndefined();
    expect(document['components']?.['securitySchemes']).toMatchObject({ principal: { in: 'header' } });
    expect(await new Validator().validate(document)).toEqual({ valid: true });
    expect((await documentOf('query A @contract(rest: "GET /a") { names }'))['components']).not.toHaveProperty(
      'securitySchemes',
    );
  });

  test('is asked for again at no cost, and follows the generation', async () => {
    await using gateway = await restProject('query A @contract(rest: "GET /a") { names }');
    const first = await gateway.fetch('/openapi.json');
    const etag = String(first.headers.get('etag'));
    const again = () => gateway.fetch('/openapi.json', { headers: { 'if-none-match': etag } });
    expect([first.headers.get('cache-control'), (await again()).status]).toEqual(['no-cache', 304]);
    gateway.write('query A @contract(rest: "GET /b") { names }');
    await gateway.reload();
    const changed = await again();
    expect([changed.status, Object.keys(((await changed.json()) as Json)['paths'] ?? {})]).toEqual([200, ['/b']]);
  });
});

describe('the pages', () => {
  test.each(['/docs', '/docs/', '/docs/redoc'])('%s comes whole from this gateway', async (path) => {
    await using gateway = await atlasGateway([], { config: atlasConfig({ http: { rest: { title: 'A <b> & C' } } }) });
    const response = await gateway.fetch(path);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self';script-src 'self';/);
    const page = await response.text();
    expect(page).toContain('<title>A &#60;b&#62; &#38; C</title>');
    const parts = [...page.matchAll(/(?:src|href|spec-url)="([^"]+)"/g)].map(([, part = '']) => part);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts.filter((address) => !address.startsWith('data:'))) {
      const file = await gateway.fetch(part);
      expect([part, file.status]).toEqual([part, 200]);
      expect(
        (await gateway.fetch(part, { headers: { 'if-none-match': String(file.headers.get('etag')) } })).status,
      ).toBe(304);
    }
  });

  test.each([
    [undefined, 404],
    [true, 200],
  ])('in production with `docs` %s they are %i', async (docs, status) => {
    const http = { host: '127.0.0.1', drain: { notice: '0ms' }, rest: docs === undefined ? {} : { docs } };
    await using gateway = await atlasGateway([], { dev: false, config: atlasConfig({ http }) });
    for (const path of ['/openapi.json', '/docs', '/docs/redoc', '/docs/redoc.standalone.js'])
      expect([path, (await gateway.fetch(path)).status]).toEqual([path, status]);
  });
});
