import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { resolver } from '../../src/index.ts';
import { createToolbox } from '../../src/toolbox.ts';
import { flagFolder, toggle } from '../support/projects/flags.ts';

const SCHEMA = `
  type Query {
    news: String
    closed: String @flag(key: "beta") @cacheControl(maxAge: 60, scope: PUBLIC)
    coded: String
    page: Page
  }
  interface Page { title: String }
  type Plain implements Page { title: String }
  type New implements Page { title: String @flag(key: "beta") }
`;

test('what a flag opens for some callers is kept for its caller only, whatever the schema says', () => {
  using folder = flagFolder({ beta: toggle(true) });
  const root = mkdtempSync(join(tmpdir(), 'tollgate-cache-'));
  mkdirSync(join(root, 'persisted-queries'));
  writeFileSync(join(root, 'schema.graphql'), SCHEMA);
  writeFileSync(
    join(root, 'persisted-queries/all.graphql'),
    'query News { news } query Closed { news closed } query Coded { coded } query Page { page { title } } query Own { gateway { version } }',
  );
  const config = readConfig({
    schema: 'schema.graphql',
    flags: { files: join(folder.root, 'flags/*.json') },
    cache: { defaultMaxAge: '30s' },
    resolvers: { Query: { coded: resolver([], () => 'a', { flags: { beta: false } }) } },
  });
  const { contracts, problems } = createToolbox(config, root).build();
  rmSync(root, { recursive: true });
  expect(problems).toEqual([]);
  expect(Object.fromEntries(contracts.map(({ name, cache }) => [name, cache]))).toEqual({
    News: { maxAge: 30, scope: 'PUBLIC' },
    Closed: { maxAge: 30, scope: 'PRIVATE' },
    Coded: { maxAge: 30, scope: 'PRIVATE' },
    Page: { maxAge: 30, scope: 'PRIVATE' },
    Own: { maxAge: 0, scope: 'PRIVATE' },
  });
});
