import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { registeredApi } from '../registered-api.ts';
import { GITHUB } from './responses.ts';

let github: Awaited<ReturnType<typeof registeredApi>>;
beforeAll(async () => void (github = await registeredApi('github', GITHUB)));
afterAll(() => github[Symbol.asyncDispose]());
beforeEach(() => void github.arrived.splice(0));

const calls = (): string[] => github.arrived.map(({ call }) => call);

test('the schema has nothing that a strict composer refuses, and its operations are registered', () => {
  expect(github.checked).toMatchObject({ status: 0 });
  expect(github.built).toMatchObject({ status: 0, stdout: expect.stringContaining('4 operations registered') });
});

test('an operation over repositories, issues, comments and users is answered by its hash', async () => {
  const variables = { owner: 'octocat', name: 'Hello-World', labels: ['bug', 'good first issue'], page: 2 };
  const { status, body } = await github.ask('Issues', variables);
  expect(status).toBe(200);
  expect(body).toEqual({
    data: {
      repository: {
        fullName: 'octocat/Hello-World',
        stars: 80,
        topics: ['octocat', 'api'],
        license: { id: 'MIT' },
        owner: { login: 'octocat', name: 'The Octocat' },
        issues: {
          hasNextPage: true,
          nodes: [
            {
              number: 1347,
              title: 'Found a bug',
              state: 'OPEN',
              labels: [{ name: 'bug', color: 'f29513' }],
              milestone: { title: 'v1.0', dueOn: '2026-10-09T23:39:01Z' },
              author: { login: 'octocat', name: 'The Octocat', company: '@github' },
              comments: [{ text: 'Me too', author: { login: 'hubot' }, reactions: { thumbsUp: 2 } }],
            },
            {
              number: 1348,
              title: 'Typo',
              state: 'OPEN',
              labels: [],
              milestone: null,
              author: { login: 'hubot', name: 'Hubot', company: null },
              comments: [],
            },
          ],
        },
      },
    },
  });
});

test('it makes the calls of the reference, each user once, with the headers that the API demands', async () => {
  const variables = { owner: 'octocat', name: 'Hello-World', labels: ['bug', 'good first issue'], page: 2 };
  await github.ask('Issues', variables);
  expect(calls()[0]).toBe('GET /repos/octocat/Hello-World');
  expect(calls().slice(1).toSorted()).toEqual([
    'GET /repos/octocat/Hello-World/issues/1347/comments?per_page=30',
    'GET /repos/octocat/Hello-World/issues/1348/comments?per_page=30',
    'GET /repos/octocat/Hello-World/issues?state=open&labels=bug%2Cgood%20first%20issue&page=2&per_page=2',
    'GET /users/hubot',
    'GET /users/octocat',
  ]);
  for (const { headers } of github.arrived) {
    expect(headers).toMatchObject({
      accept: 'application/vnd.github+json',
      authorization: 'Bearer planted-token',
      'user-agent': 'tollgate-example',
      'x-github-api-version': '2022-11-28',
    });
  }
});

test('a value cannot leave its place in the path', async () => {
  const away = await github.ask('Issues', { owner: '..', name: 'Hello-World' });
  expect(away.body.errors).toMatchObject([{ path: ['repository'], extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(calls()).toEqual([]);
  await github.ask('Issues', { owner: 'octocat', name: 'Hello?per_page=1#x' });
  expect(calls()).toEqual(['GET /repos/octocat/Hello%3Fper_page%3D1%23x']);
});

test('what is not there is null where the schema says so', async () => {
  const { body } = await github.ask('Issues', { owner: 'octocat', name: 'nothing' });
  expect(body).toEqual({ data: { repository: null } });
  expect(calls()).toEqual(['GET /repos/octocat/nothing']);
});

test('a search is sent as written, and what it finds is read', async () => {
  const { body } = await github.ask('Search', { query: 'is:issue label:"bug"', sort: 'MOST_COMMENTED' });
  expect(body).toEqual({
    data: {
      searchIssues: { total: 280, isWhole: true, nodes: [{ number: 1348, title: 'Typo', author: { login: 'hubot' } }] },
    },
  });
  expect(calls()).toEqual(['GET /search/issues?q=is%3Aissue%20label%3A%22bug%22&sort=comments&page=1&per_page=10']);
});

test('a write sends its body, without what the client left out', async () => {
  const input = { title: 'Found a bug', text: 'It is blue.', labels: ['bug'] };
  const { body } = await github.ask('CreateIssue', { owner: 'octocat', repository: 'Hello-World', input });
  expect(body).toEqual({
    data: { createIssue: { number: 1347, title: 'Found a bug', state: 'OPEN', author: { login: 'octocat' } } },
  });
  expect(github.arrived).toMatchObject([
    {
      call: 'POST /repos/octocat/Hello-World/issues',
      headers: { 'content-type': 'application/json' },
      body: { title: 'Found a bug', body: 'It is blue.', labels: ['bug'] },
    },
  ]);
  expect(github.arrived[0]?.body).not.toHaveProperty('assignees');
});

test.each([
  [
    'a body that is refused tells what is wrong with it',
    'CreateIssue',
    { owner: 'octocat', repository: 'closed', input: { title: '' } },
    {
      message: 'Validation Failed',
      path: ['createIssue'],
      extensions: {
        code: 'BAD_USER_INPUT',
        source: 'github',
        coordinate: 'Mutation.createIssue',
        http: { status: 422 },
        documentationUrl: 'https://docs.github.com/rest/issues/issues#create-an-issue',
        invalid: [{ resource: 'Issue', field: 'title', reason: 'missing_field' }],
      },
    },
  ],
  [
    'a rate limit leaves in its own words',
    'Profile',
    { login: 'limited' },
    {
      message: 'API rate limit exceeded for user ID 1.',
      path: ['user'],
      extensions: {
        code: 'UPSTREAM_ERROR',
        source: 'github',
        coordinate: 'Query.user',
        http: { status: 403 },
        documentationUrl: 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api',
      },
    },
  ],
])('%s', async (_, operation, variables, error) => {
  const { body } = await github.ask(operation, variables);
  expect(body.errors).toMatchObject([error]);
});

test('the plan stands in the contract as built, and is drawn for people', async () => {
  const contract = JSON.parse(await github.print('operations', 'show', 'Issues', '--json')) as { id: string };
  expect(contract).toMatchObject({ sources: ['github'], plan: { calls: [{ coordinate: 'Query.repository[0]' }] } });
  const drawn = await github.print('operations', 'show', contract.id, '--plan');
  expect(drawn.split('\n')[0]).toBe('5 calls in 3 waves');
  expect(drawn).toContain(
    '│  └─ 3  github GET /users/{$args.login}  → issues.nodes.author.name, issues.nodes.author.company  (Query.user[0], one call for each)',
  );
  const both = await github.print('operations', 'show', contract.id, '--plan', '--degraded');
  expect(both).toBe(`${drawn}\n${await github.print('operations', 'show', contract.id, '--degraded')}`);
  const json = JSON.parse(await github.print('operations', 'show', contract.id, '--plan', '--degraded', '--json'));
  expect(Object.keys(json as object)).toEqual(['plan', 'degraded']);
});
