import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRest, OPERATIONS, send } from '../support/projects/rest-faces.ts';
import { restProject } from '../support/projects/rest-project.ts';

let gateway: Awaited<ReturnType<typeof restProject>>;
beforeAll(async () => {
  gateway = await restProject(OPERATIONS);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const ask = (path: string, init?: RequestInit) => askRest(gateway, path, init);

describe('values of a request become variables of their types', () => {
  test.each<[string, string, RequestInit, object]>([
    ['none', '/v1/all', {}, { text: 'some' }],
    ['numbers', '/v1/all?int=-12&float=1.5e2', {}, { int: -12, float: 150, text: 'some' }],
    ['truths', '/v1/all?flag=false', {}, { flag: false, text: 'some' }],
    ['a flag without a value', '/v1/all?flag', {}, { flag: true, text: 'some' }],
    ['an enum', '/v1/all?kind=SMALL', {}, { kind: 'SMALL', text: 'some' }],
    ['a list by repeating its name', '/v1/all?ids=1&ids=a%2Cb', {}, { ids: ['1', 'a,b'], text: 'some' }],
    ['a text that is empty, or looks like another type', '/v1/all?text=', {}, { text: '' }],
    ['text in UTF-8', '/v1/all?text=%E2%82%AC+%26', {}, { text: '€ &' }],
    ['a part of the path', '/v1/all/7', {}, { int: 7 }],
    ['a plain part of a path before a parameter', '/v1/all/special', {}, { text: 'special' }],
    ['a part of the path with a slash in it', '/v1/kept/a%2Fb', send('PUT', {}), { id: 'a/b' }],
    [
      'members of the body',
      '/v1/kept/1',
      send('PUT', { title: 'T', deep: { count: 1 } }),
      { id: '1', title: 'T', deep: { count: 1, kind: 'BIG' } },
    ],
    ['no body where all of it is optional', '/v1/kept/1', send('PUT'), { id: '1' }],
    [
      'the body, where one input object is left',
      '/v1/kept/1',
      send('PATCH', { count: 2, kind: 'SMALL' }),
      { id: '1', deep: { count: 2, kind: 'SMALL' } },
    ],
    [
      'the body of a query by POST',
      '/v1/search',
      send('POST', { count: 1, next: { count: 2 } }),
      { deep: { count: 1, kind: 'BIG', next: { count: 2, kind: 'BIG' } } },
    ],
    ['no body where none is taken', '/v1/kept/9/touch', send('POST'), { id: '9' }],
  ])('%s', async (_, path, init, args) => {
    const { status, headers, body } = await ask(path, init);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(String(body?.['args']))).toEqual(args);
  });

  test.each<[string, string, RequestInit, object[]]>([
    [
      'no number',
      '/v1/all?int=abc',
      {},
      [
        {
          parameter: 'int',
          detail: 'The query parameter "int" cannot be used: Int cannot represent non-integer value: "abc"',
        },
      ],
    ],
    [
      'a number that is too large',
      '/v1/all/3000000000',
      {},
      [{ parameter: 'int', detail: expect.stringContaining('32-bit') }],
    ],
    ['no truth', '/v1/all?flag=maybe', {}, [{ parameter: 'flag' }]],
    [
      'no value of the enum',
      '/v1/all?kind=big',
      {},
      [
        {
          parameter: 'kind',
          detail: 'The query parameter "kind" cannot be used: Value "big" does not exist in "Kind" enum.',
        },
      ],
    ],
    [
      'one value sent twice',
      '/v1/all?int=1&int=2',
      {},
      [{ parameter: 'int', detail: 'The query parameter "int" was sent 2 times. Send it once.' }],
    ],
    [
      'a parameter that does not exist',
      '/v1/all/1?itn=1',
      {},
      [{ parameter: 'itn', detail: 'There is no query parameter "itn". It takes none.' }],
    ],
    ['several things at once', '/v1/all?int=a&flag=b', {}, [{ parameter: 'int' }, { parameter: 'flag' }]],
    [
      'a value deep in the body',
      '/v1/search',
      send('POST', { count: 1, next: { count: 'x' } }),
      [{ pointer: '#/next/count' }],
    ],
    [
      'a member of the body',
      '/v1/kept/1',
      send('PUT', { title: 5 }),
      [
        {
          pointer: '#/title',
          detail: 'The member of the body "title" cannot be used: String cannot represent a non string value: 5',
        },
      ],
    ],
    [
      'a member that does not exist',
      '/v1/kept/1',
      send('PUT', { titel: 'T' }),
      [{ pointer: '#/titel', detail: 'The body has no member "titel". It takes: title, deep.' }],
    ],
    [
      'a body that is no object',
      '/v1/kept/1',
      send('PUT', [1]),
      [{ pointer: '#', detail: 'The body must be a JSON object.' }],
    ],
    ['a body where none is taken', '/v1/kept/1/touch', send('POST', { a: 1 }), [{ pointer: '#/a' }]],
    [
      'a parameter outside of its range',
      '/v1/ranged?int=6',
      {},
      [{ parameter: 'int', detail: 'int must be from 1 to 5; it is 6.' }],
    ],
    [
      'members of the body outside of their ranges',
      '/v1/ranged/1',
      send('PUT', { deep: { count: 6 }, more: { count: 1, next: { count: 9 } } }),
      [{ pointer: '#/deep/count' }, { pointer: '#/more/next/count' }],
    ],
    ['a whole body outside of its range', '/v1/ranged/1', send('PATCH', { count: 6 }), [{ pointer: '#/count' }]],
    ['no body', '/v1/search', send('POST'), [{ pointer: '#', detail: 'The body is missing.' }]],
  ])('%s is told with its place', async (_, path, init, errors) => {
    const { status, headers, body } = await ask(path, init);
    expect([status, headers.get('content-type')]).toEqual([422, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      code: 'BAD_USER_INPUT',
    });
    expect(body?.['errors']).toMatchObject(errors);
    expect(body?.['detail']).toBe((body?.['errors'] as { detail: string }[])[0]?.detail);
  });

  test.each(['text=%E0%A4%A', 'text=%zz', 'text=100%', 'te%xt=1', '%', 'text=%2'])(
    'a query string whose encoding is broken is refused: ?%s',
    async (query) => {
      const { status, headers, body } = await ask(`/v1/all?${query}`);
      expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
      expect(body).toMatchObject({ code: 'BAD_REQUEST', detail: expect.stringContaining('Write `%25` for') });
    },
  );

  test('what is encoded as it should be is taken', async () => {
    const { status, body } = await ask('/v1/all?text=100%25%20%EF%BF%BD');
    expect([status, body?.['args']]).toEqual([200, '{"text":"100% \uFFFD"}']);
  });

  test.each<[string, string, RequestInit, number, string]>([
    ['broken JSON', '/v1/search', { ...send('POST', {}), body: '{"count"' }, 400, 'BAD_REQUEST'],
    ['a form', '/v1/search', { method: 'POST', body: new URLSearchParams('count=1') }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a query string that is no UTF-8', '/v1/all?text=%FF', {}, 400, 'BAD_REQUEST'],
    ['no media type that is answered', '/v1/all', { headers: { accept: 'text/csv' } }, 406, 'NOT_ACCEPTABLE'],
  ])('%s is refused', async (_, path, init, status, code) => {
    const answer = await ask(path, init);
    expect([answer.status, answer.body?.['code']]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });
});

test('what `@constraint` does not take is told with its place', async () => {
  await using own = await restProject(
    'query Some($count: Int!, $tags: [String!], $box: Box) @contract(rest: "POST /some/{count}") { some(count: $count, tags: $tags, box: $box) { args } }',
  );
  const { status, body } = await askRest(own, '/some/10', send('POST', { tags: ['a', '1'], box: { mail: 'x' } }));
  expect([status, body]).toMatchObject([
    422,
    {
      errors: [
        { parameter: 'count', detail: 'count must be at most 9.' },
        { pointer: '#/tags/1', detail: String.raw`#/tags/1 must match ^\p{L}+$.` },
        { pointer: '#/box/mail', detail: '#/box/mail must be of the format email.' },
      ],
    },
  ]);
});
