import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Answer, named, oneSource, read, shown, write } from './one-source.ts';

/** A source that takes some values of a header only. */
function guarded(header = 'authorization') {
  const taken = new Set<string>();
  const answer: Answer = ({ headers }, response, number) =>
    taken.has(String(headers[header]))
      ? named({} as never, response, number)
      : void response.writeHead(401).end('secret');
  return { taken, answer };
}

const env = { OLD: 'old-1', NEW: 'new-1' };

test('of two secrets the other is tried when one is refused, and is the one from then on', async () => {
  const { taken, answer } = guarded();
  taken.add('Bearer new-1');
  const credential = { prefix: 'Bearer ', secrets: [{ env: 'OLD' }, { env: 'NEW' }] };
  await using source = await oneSource(answer, { credential }, { options: { env } });
  expect((await source.gateway.post(read)).body.errors).toBeUndefined();
  expect((await source.gateway.post(write)).body.errors).toBeUndefined();
  expect(source.seen.map(({ request }) => request.headers.authorization)).toEqual([
    'Bearer old-1',
    'Bearer new-1',
    'Bearer new-1',
  ]);
  expect(source.calls).toHaveLength(2);
});

test('a write that is refused is tried with the other too, for it was not done', async () => {
  const { taken, answer } = guarded('x-key');
  taken.add('new-1');
  const credential = { header: 'X-Key', secrets: [{ env: 'OLD' }, { env: 'NEW' }] };
  await using source = await oneSource(answer, { credential }, { options: { env } });
  expect((await source.gateway.post(write)).body.errors).toBeUndefined();
  expect(source.seen).toHaveLength(2);
});

test('with both refused the answer is that of a refusal, after two calls, and the first stays the one', async () => {
  const { taken, answer } = guarded();
  const credential = { secrets: [{ env: 'OLD' }, { env: 'NEW' }] };
  await using source = await oneSource(answer, { credential }, { options: { env } });
  const { body } = await source.gateway.post(read);
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR', source: 'api', retryable: false });
  expect(JSON.stringify(body)).not.toMatch(/old-1|new-1|secret/);
  expect(source.seen).toHaveLength(2);
  taken.add('old-1');
  expect((await source.gateway.post(read)).body.errors).toBeUndefined();
  expect(source.seen).toHaveLength(3);
});

test('a file is read anew when its secret is refused, and one that is empty or gone meanwhile changes nothing', async () => {
  const { taken, answer } = guarded();
  taken.add('first');
  const credential = { secrets: [{ file: 'secret.txt' }] };
  await using source = await oneSource(answer, { credential }, { files: { 'secret.txt': 'first\n' } });
  const file = join(source.folder, 'secret.txt');
  expect((await source.gateway.post(read)).body.errors).toBeUndefined();
  writeFileSync(file, 'second\n');
  expect((await source.gateway.post(read)).body.errors).toBeUndefined();
  expect(source.seen).toHaveLength(2);
  taken.clear();
  for (const exchange of [() => writeFileSync(file, ''), () => rmSync(file)]) {
    exchange();
    const { body } = await source.gateway.post(read);
    expect(body.errors?.[0]?.extensions.code).toBe('UPSTREAM_ERROR');
  }
  expect(source.seen).toHaveLength(4);
  taken.add('second');
  writeFileSync(file, 'second\n');
  expect((await source.gateway.post(read)).body.errors).toBeUndefined();
  expect(source.seen.at(-1)?.request.headers.authorization).toBe('second');
});

test('requests that are refused at once find the other secret together', async () => {
  const { taken, answer } = guarded();
  taken.add('new-1');
  const credential = { secrets: [{ env: 'OLD' }, { env: 'NEW' }] };
  await using source = await oneSource(answer, { credential }, { options: { env } });
  const asked = Array.from({ length: 20 }, (_, id) =>
    source.gateway.post({ query: `{ mapped(id: "${id}") { name } }` }),
  );
  for (const { body } of await Promise.all(asked)) expect(body.errors).toBeUndefined();
  expect(await shown(source.gateway)).toMatchObject({ calls: { total: 20, failed: 0 } });
});

test.each<[string, object, Record<string, string>, string]>([
  ['that the environment does not have', { env: 'NONE' }, {}, "the environment's NONE, which is empty"],
  ['that breaks a line', { env: 'TWO' }, {}, "the environment's TWO, which holds what no header can bear"],
  ['in a file that is empty', { file: 'empty' }, { empty: '' }, 'the file empty, which is empty'],
  ['in a file that is not there', { file: 'none' }, {}, 'none'],
])('a secret %s is told at the start', async (_, secret, files, message) => {
  const credential = { secrets: [secret] } as never;
  await expect(oneSource(named, { credential }, { files, options: { env: { TWO: 'a\nb' } } })).rejects.toThrow(message);
});
