import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { sha256 } from './ids.ts';
import { normalise, registeredText } from './text.ts';

/** The registered text of the one operation of a source. */
function textOf(source: string): string {
  const { definitions } = parse(source);
  const fragments = definitions.filter(
    (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
  );
  const operation = definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new Error('No operation');
  return registeredText(operation, new Map(fragments.map((fragment) => [fragment.name.value, fragment])));
}

describe('ids', () => {
  test.each([
    ['{__typename}', 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38'],
    [
      'query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}',
      '7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e',
    ],
    ['query($id:ID!){user(id:$id){name}}', '71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b'],
  ])('%j is %s, as published', (text, id) => {
    expect(sha256(text)).toBe(id);
  });
});

describe('registeredText', () => {
  test('is the operation without @contract, then the fragments that it reaches, by name', () => {
    const text = textOf(`
      fragment Unused on User { id }
      fragment B on User { name ...C }
      query GetUser($id: ID!) @contract(owner: "web") { user(id: $id) { ...B ...A } }
      fragment C on User { email }
      fragment A on User { id }
    `);
    expect(text).toBe(
      [
        'query GetUser($id: ID!) {\n  user(id: $id) {\n    ...B\n    ...A\n  }\n}',
        'fragment A on User {\n  id\n}',
        'fragment B on User {\n  name\n  ...C\n}',
        'fragment C on User {\n  email\n}',
      ].join('\n\n'),
    );
  });

  test('keeps other directives, and is the same however the source is laid out', () => {
    const laidOut = textOf('query A @contract @skip(if: false) {\n\n # a comment\n a,\n b }');
    expect(laidOut).toBe('query A @skip(if: false) {\n  a\n  b\n}');
    expect(laidOut).toBe(textOf('query A @skip(if: false) { a b }'));
  });

  test('ends with fragments that use each other', () => {
    expect(textOf('query A { ...X } fragment X on Q { a ...Y } fragment Y on Q { b ...X }')).toContain('fragment Y');
  });
});

describe('normalise', () => {
  test('makes layout, comments and the order of definitions equal', () => {
    const one = normalise('query A { ...F }\nfragment F on Query { a }');
    expect(normalise('# hi\nfragment F on Query {a} query A{...F,}')).toBe(one);
  });

  test.each([
    'query A { ...F } fragment F on Query { b }',
    'query B { ...F } fragment F on Query { a }',
    'query A { x: a }',
  ])('tells %j apart', (text) => {
    expect(normalise(text)).not.toBe(normalise('query A { ...F }\nfragment F on Query { a }'));
  });

  test('is null for what is no GraphQL', () => {
    expect(normalise('query {')).toBeNull();
  });
});
