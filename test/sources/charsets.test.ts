import { describe, expect, test } from 'vitest';
import { type Answer, oneSource, read, readByCode } from './one-source.ts';

const said = { query: '{ said }' };

const answering =
  (type: string | undefined, body: Buffer | string, status = 200): Answer =>
  (_, response) =>
    void response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end(body);

const MARK = '\uFEFF';
const JSON_TEXT = '{"name":"Žluťoučký €"}';
const LATIN = Buffer.from('{"name":"caf\xe9 \x80"}', 'latin1');

describe('an answer is read in the charset that its content type names', () => {
  test.each<[string | undefined, Buffer | string, string]>([
    [undefined, JSON_TEXT, 'Žluťoučký €'],
    ['application/json', `${MARK}${JSON_TEXT}`, 'Žluťoučký €'],
    ['application/json; charset=utf-8', JSON_TEXT, 'Žluťoučký €'],
    ['application/json;charset="UTF8"', `${MARK}${JSON_TEXT}`, 'Žluťoučký €'],
    ['application/json; profile="a"; Charset=ISO-8859-1', LATIN, 'café €'], // as browsers read it: as windows-1252
    ['application/json; charset="windows-1252"; q=1', LATIN, 'café €'],
    ['application/json; charset=utf-16le', Buffer.from(`${MARK}${JSON_TEXT}`, 'utf16le'), 'Žluťoučký €'],
    ['application/problem+json; charset=iso-8859-2', Buffer.from('{"name":"\xae"}', 'latin1'), 'Ž'],
  ])('JSON: %s', async (type, body, name) => {
    await using source = await oneSource(answering(type, body));
    expect((await source.gateway.post(read)).body).toEqual({ data: { mapped: { name } } });
    expect((await source.gateway.post(readByCode)).body).toEqual({ data: { coded: { name } } });
  });

  test.each<[string, Buffer | string, string]>([
    ['text/plain', 'café', 'café'],
    ['text/plain; charset=utf-8', 'café', 'café'],
    ['text/plain; charset=iso-8859-1', Buffer.from('caf\xe9', 'latin1'), 'café'],
    ['text/plain; charset=Shift_JIS', Buffer.from([0x93, 0xfa, 0x96, 0x7b]), '日本'],
  ])('text: %s', async (type, body, text) => {
    await using source = await oneSource(answering(type, body));
    expect((await source.gateway.post(said)).body).toEqual({ data: { said: text } });
  });
});

describe('a charset that is not known', () => {
  test.each([
    ['by a connector', read, 'application/json; charset=x-ours'],
    ['by code', readByCode, 'application/json; charset=utf-7'],
    ['as a text', said, 'text/plain; charset=x-ours'],
  ])('is a bad response where it is read %s', async (_, query, type) => {
    await using source = await oneSource(answering(type, JSON_TEXT));
    const { body } = await source.gateway.post(query);
    expect(body.errors).toMatchObject([
      {
        message: 'The source "api" answered in a charset that is not known here. It should answer in UTF-8.',
        extensions: { code: 'UPSTREAM_BAD_RESPONSE', source: 'api', retryable: false },
      },
    ]);
  });

  test.each([read, readByCode])('leaves the status of a failure to tell: %j', async (query) => {
    await using source = await oneSource(answering('application/json; charset=x-ours', JSON_TEXT, 409));
    const { body } = await source.gateway.post(query);
    expect(body.errors?.[0]?.extensions.code).toBe('CONFLICT');
  });

  test('hurts nobody who reads nothing of the body', async () => {
    await using source = await oneSource(answering('application/json; charset=x-ours', JSON_TEXT));
    expect((await source.gateway.post({ query: '{ status }' })).body).toEqual({ data: { status: 200 } });
  });
});
