import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import config from '../../docs/examples/own-service/tollgate.config.ts';
import { readConfig } from '../../src/config.ts';
import { createTestGateway } from '../../src/testing.ts';
import { createToolbox } from '../../src/toolbox.ts';

const FOLDER = new URL('../../docs/examples/own-service', import.meta.url).pathname;
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

  test('docs/plugins.md: the plugin', () => {
    expect(readFileSync('docs/plugins.md', 'utf8')).toContain(`\`\`\`ts\n${example('tenant-plugin.ts')}\`\`\``);
  });
});
