import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import connectorsConfig from '../../docs/examples/connectors/tollgate.config.ts';
import config from '../../docs/examples/own-service/tollgate.config.ts';
import { planLines } from '../../src/cli/operations/plan-text.ts';
import { readConfig } from '../../src/config.ts';
import { createTestGateway } from '../../src/testing.ts';
import { createToolbox } from '../../src/toolbox.ts';
import { startTestService, Status } from '../support/peers/service.ts';

const FOLDER = new URL('../../docs/examples/own-service', import.meta.url).pathname;
const LIBRARY = new URL('../../docs/examples/connectors', import.meta.url).pathname;
const example = (name: string): string => readFileSync(`${FOLDER}/${name}`, 'utf8');

test('the example that fronts a service answers, and its plugin asks for a tenant', async () => {
  const books = createServer((request, response) =>
    response.end(JSON.stringify({ isbn: request.url?.split('/').at(-1), title: 'Middlemarch' })),
  );
  await new Promise<void>((resolve) => books.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(books.address() as AddressInfo).port}`;
  await using gateway = await createTestGateway({ config, root: FOLDER, sources: { books: url } });
  const [contract] = createToolbox(readConfig(config), FOLDER).build().contracts;
  const params = { query: contract?.document, variables: { isbn: '1' } };
  expect((await gateway.post(params)).body.errors?.[0]).toMatchObject({
    message: 'Send your tenant in the header x-tenant.',
    extensions: { code: 'FORBIDDEN' },
  });
  const answered = await gateway.post(params, { headers: { 'x-tenant': 'acme' } });
  expect(answered.body).toEqual({ data: { book: { title: 'Middlemarch' } } });
  const health = await fetch(`${gateway.adminUrl}/readyz`);
  expect(await health.json()).toMatchObject({
    checks: expect.arrayContaining([expect.objectContaining({ name: 'tenants', detail: '2 tenants seen' })]),
  });
  books.close().closeAllConnections();
});

test('the example of connectors answers by one call for the list and one for the authors, and tells what the service says', async () => {
  const books = [1, 2, 3].map((n) => ({ isbn: `${n}`, title: `Book ${n}`, page_count: n, author_id: `a${n % 2}` }));
  await using library = await startTestService((url, { method, headers }) => {
    if (headers['x-key'] !== 'k') return new Status(401);
    if (method === 'PUT') return new Status(409, { detail: 'It is on loan.' });
    if (url.pathname === '/v1/books') return { items: books.slice(0, Number(url.searchParams.get('limit'))) };
    const ids = url.searchParams.get('ids')?.split(',') ?? [];
    return { items: ids.map((id) => ({ id, name: `Author ${id}`, born: 1900 })) };
  });
  const sources = {
    library: { ...connectorsConfig.sources?.['library'], url: `${library.url}/v1`, config: { key: 'k' } },
  };
  await using gateway = await createTestGateway({ config: { ...connectorsConfig, sources }, root: LIBRARY });
  const author = { name: 'Author a0', age: new Date().getFullYear() - 1900 };
  const { body } = await gateway.post({ query: '{ books { title pages author { name age } } }' });
  expect(body.errors).toBeUndefined();
  expect(body.data?.['books']).toContainEqual({ title: 'Book 2', pages: 2, author });
  expect(library.calls).toEqual(['GET /v1/books?limit=20', 'GET /v1/authors?ids=a1%2Ca0']);
  const refused = await gateway.post({ query: 'mutation { rename(isbn: "1", title: "x") { title } }' });
  expect(refused.body).toMatchObject({
    data: { rename: null },
    errors: [{ message: 'It is on loan.', extensions: { code: 'CONFLICT', source: 'library' } }],
  });
});

describe('what the documents show is what runs', () => {
  const readme = readFileSync('README.md', 'utf8');

  test.each(['schema.graphql', 'persisted-queries/book.graphql'])('README: %s', (name) => {
    expect(readme).toContain(`\`\`\`graphql\n${example(name)}\`\`\``);
  });

  test('README: the config, but for the plugin', () => {
    const shown = example('tollgate.config.ts')
      .replace("import { tenant } from './tenant-plugin.ts';\n", '')
      .replace('  plugins: { governed: [tenant] },\n', '');
    expect(readme).toContain(`\`\`\`ts\n${shown}\`\`\``);
  });

  test('README: the operation of the curl is registered', () => {
    const [, id] = /"documentId":"sha256:([0-9a-f]{64})"/.exec(readme) ?? [];
    const { operations } = JSON.parse(readFileSync('persisted-queries/manifest.json', 'utf8')) as {
      operations: { id: string; name: string }[];
    };
    expect(operations.find((one) => one.id === id)?.name).toBe('TripItinerary');
  });

  test.each([
    ['schema.graphql', 'graphql'],
    ['tollgate.config.ts', 'ts'],
  ])('docs/connectors.md: %s', (name, language) => {
    const shown = readFileSync(`${LIBRARY}/${name}`, 'utf8');
    expect(readFileSync('docs/connectors.md', 'utf8')).toContain(`\`\`\`${language}\n${shown}\`\`\``);
  });

  test('docs/connectors.md: the plan', () => {
    const toolbox = createToolbox(readConfig(connectorsConfig), LIBRARY);
    const contract = toolbox.build().contracts.find(({ name }) => name === 'Books');
    const lines = planLines(contract?.['plan']).join('\n');
    expect(readFileSync('docs/connectors.md', 'utf8')).toContain(`\`\`\`\n${lines}\n\`\`\``);
  });

  test('docs/plugins.md: the plugin', () => {
    expect(readFileSync('docs/plugins.md', 'utf8')).toContain(`\`\`\`ts\n${example('tenant-plugin.ts')}\`\`\``);
  });
});
