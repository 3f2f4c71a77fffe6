import { isObjectType, Kind, parse, print, Source } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../kernel/problems/problem.ts';
import { readOwnSdl } from '../sdl-files.ts';
import { readGraph } from './read-graph.ts';

const read = (files: Readonly<Record<string, string>>) => {
  const users = Object.entries(files).map(([name, text]) => parse(new Source(text, name)));
  const { inner, findings } = readGraph({ ...readOwnSdl(), users });
  if (!inner) throw new Error(JSON.stringify(findings));
  return inner;
};

const link = (spec: string, more = ''): string => `@link(url: "https://specs.apollo.dev/${spec}"${more})`;

describe('the inner graph', () => {
  test('has the standard directives under their own names, each with the file that it stands in', () => {
    const { document, schema } = read({
      'a.graphql': `extend schema ${link('federation/v2.12', ', import: [{ name: "@key", as: "@by" }]')} ${link('connect/v0.3', ', as: "rest"')} @rest__source(name: "s", http: { baseURL: "http://127.0.0.1" }) type User @by(fields: "id") { id: ID! @inaccessible }`,
      'b.graphql': `type Query { user: User @connect(source: "s", http: { GET: "/" }, selection: "id") } extend type User @key(fields: "name") { name: String }`,
    });
    const user = schema.getType('User');
    const nodes = isObjectType(user) ? [user.astNode, ...user.extensionASTNodes] : [];
    expect(nodes.flatMap((node) => node?.directives?.map((one) => [print(one), one.loc?.source.name]))).toEqual([
      ['@key(fields: "id")', 'a.graphql'],
      ['@key(fields: "name")', 'b.graphql'],
    ]);
    expect(isObjectType(user) && Object.keys(user.getFields())).toEqual(['id', 'name']);
    const sources = document.definitions.flatMap((node) =>
      node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []).map(({ name }) => name.value) : [],
    );
    expect(sources).toEqual(['link', 'link', 'source']);
    const field = schema.getQueryType()?.getFields()['user'];
    expect(field?.astNode?.directives?.map(({ name }) => name.value)).toEqual(['connect']);
  });

  test('knows each file’s version of connect', () => {
    const { connectVersion } = read({
      'a.graphql': `extend schema ${link('connect/v0.1')}`,
      'b.graphql': `extend schema ${link('connect/v0.4', ', as: "c"')}`,
      'c.graphql': `extend schema ${link('federation/v2.13')}`,
    });
    expect(['a', 'b', 'c', 'd'].map((name) => connectVersion(`${name}.graphql`))).toEqual(['0.1', '0.4', '0.3', '0.3']);
  });
});

test('what a check finds is a finding, and an error of it keeps the graph from being made', () => {
  const users = [parse(new Source('type Query { a: ID }', 'a.graphql'))];
  const found = (severity: Finding['severity']): Finding => ({ severity, file: 'a.graphql', message: 'Not so.' });
  const run = (severity: Finding['severity']) =>
    readGraph({ ...readOwnSdl(), users }, { checks: [() => [found(severity)]] });
  expect(run('warning')).toMatchObject({ findings: [found('warning')], inner: { schema: {} } });
  expect(run('error')).toEqual({ findings: [found('error')] });
});
