import { describe, expect, test } from 'vitest';
import { buildRest } from '../support/projects/rest-project.ts';

describe('a contract says where each variable is taken from, and what is answered', () => {
  test.each<[string, string, object]>([
    [
      'path and query',
      'query A($id: ID!, $flag: Boolean!) @contract(rest: "GET /v1/nodes/{id}") { node(id: $id) { id @include(if: $flag) } }',
      { method: 'GET', path: '/v1/nodes/{id}', variables: { id: 'path', flag: 'query' }, answer: 'node' },
    ],
    [
      'members of the body',
      'mutation A($id: ID!, $title: String, $deep: Deep) @contract(rest: "PUT /a/{id}") { keep(id: $id, title: $title, deep: $deep) { args } }',
      { variables: { id: 'path', title: 'body', deep: 'body' }, answer: 'keep' },
    ],
    [
      'the whole body',
      'mutation A($id: ID!, $deep: Deep!) @contract(rest: "POST /a/{id}") { kept: keep(id: $id, deep: $deep) { args } }',
      { variables: { id: 'path', deep: 'whole body' }, answer: 'kept' },
    ],
    [
      'a DELETE takes from the address',
      'mutation A($id: ID!) @contract(rest: "DELETE /a") { drop(id: $id) { args } }',
      { variables: { id: 'query' }, answer: 'drop' },
    ],
  ])('%s', (_, operation, section) => {
    const { rest, problems } = buildRest(operation);
    expect(problems).toEqual([]);
    expect(rest['A']).toMatchObject(section);
  });

  test.each([
    'query A @contract(rest: "GET /a") { names }',
    'query A @contract(rest: "GET /a") { nothing { args } names }',
    'query A($b: Boolean!) @contract(rest: "GET /a") { nothing @include(if: $b) { args } }',
  ])('%s answers all of its root fields', (operation) => {
    const { rest, problems } = buildRest(operation);
    expect(problems).toEqual([]);
    expect(rest['A']).not.toHaveProperty('answer');
  });

  test('an operation without `rest` has none', () => {
    expect(buildRest('query A @contract(owner: "me") { names }').rest['A']).toBeUndefined();
  });
});

describe('what is wrong is told where it was written', () => {
  test.each<[string, string]>([
    [
      'query A @contract(rest: "FETCH /a") { names }',
      '1:19: `rest: "FETCH /a"` is not a method and a path. Write `GET /v1/things/{id}`, with one of GET, POST, PUT, PATCH, DELETE.',
    ],
    ['query A @contract(rest: "GET a") { names }', '1:19: `rest: "GET a"` is not a method and a path.'],
    [
      'query A @contract(rest: "GET /a/:id") { names }',
      '1:19: The segment ":id" of `rest: "GET /a/:id"` is neither plain (letters, digits and `-._~`) nor a whole `{variable}`.',
    ],
    ['query A @contract(rest: "GET /a/../b") { names }', '1:19: The segment ".." of'],
    ['query A @contract(rest: "GET /a//b") { names }', '1:19: The segment "" of'],
    [
      'query A($id: ID!) @contract(rest: "GET /a/{id}/{id}") { node(id: $id) { id } }',
      '1:29: `rest: "GET /a/{id}/{id}"` names {id} twice.',
    ],
    [
      'query A @contract(rest: "GET /a/{id}") { names }',
      '1:19: `rest` names {id}, and the operation has no variable $id.',
    ],
    [
      'query A($deep: Deep) @contract(rest: "GET /a") { echo(deep: $deep) { args } }',
      '1:32: $deep is a Deep, which no address can hold. Take POST, PUT or PATCH, or scalars in its place.',
    ],
    [
      'query A($ids: [ID!]) @contract(rest: "GET /a/{ids}") { echo(ids: $ids) { args } }',
      '1:32: $ids is a [ID!], which is no segment of a path. Leave it out of the path.',
    ],
    [
      'query A @contract(rest: "DELETE /a") { names }',
      '1:19: A query only reads, so it comes by GET or POST, not DELETE.',
    ],
    [
      'mutation A @contract(rest: "GET /a") { drop(id: 1) { args } }',
      '1:22: GET only reads. Take POST, PUT, PATCH or DELETE for a mutation.',
    ],
    [
      'query A @contract(rest: "GET /a") { echo { errors: args } }',
      '1:19: The answer has a member `errors` of its own; REST clients read there what failed. Give the field another name by an alias.',
    ],
    [
      'query A @contract(rest: "GET /a", deprecated: { since: "2026-02-31" }) { names }',
      '1:19: `deprecated.since` is "2026-02-31". Write `2027-01-31`.',
    ],
    [
      'query A @contract(rest: "GET /a", deprecated: { since: "2027-01-02", sunset: "2027-01-01" }) { names }',
      '1:19: `deprecated.sunset` is before `deprecated.since`.',
    ],
    [
      'query A @contract(rest: "GET /a", deprecated: { since: "2027-01-02", link: "here" }) { names }',
      '1:19: `deprecated.link` is "here". Write a whole address.',
    ],
    [
      'query A @contract(deprecated: { since: "2027-01-02" }) { names }',
      '1:9: `deprecated` is told to REST clients only, and there is no `rest`.',
    ],
  ])('%s', (operation, problem) => {
    const { problems } = buildRest(operation);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test('two routes that answer the same addresses, with both their places', () => {
    const { problems } = buildRest(`query A($id: ID!) @contract(rest: "GET /a/{id}") { node(id: $id) { id } }
query B($other: ID!) @contract(rest: "GET /a/{other}") { node(id: $other) { id } }
query C @contract(rest: "GET /a/c") { names }
query D($id: ID!) @contract(rest: "POST /a/{id}") { node(id: $id) { id } }`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      /^2:32: `rest: "GET \/a\/{other}"` answers the same addresses as that of operation A \(.*all\.graphql:1:1\)\. Change one of the paths\. \(operation B\)$/,
    );
  });
});
