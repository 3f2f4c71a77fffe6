import type { DocumentedResponse } from '../registered-api.ts';

/**
 * Responses with the members that GitHub's public reference documents for API version 2022-11-28, shortened to one or two of a
 * kind. The values are our own.
 */
const API = 'https://api.github.com';

/** "Simple User" of the reference. */
const simpleUser = (login: string, id: number) => ({
  login,
  id,
  node_id: `MDQ6VXNlcj${id}=`,
  avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
  gravatar_id: '',
  url: `${API}/users/${login}`,
  html_url: `https://github.com/${login}`,
  followers_url: `${API}/users/${login}/followers`,
  following_url: `${API}/users/${login}/following{/other_user}`,
  organizations_url: `${API}/users/${login}/orgs`,
  repos_url: `${API}/users/${login}/repos`,
  events_url: `${API}/users/${login}/events{/privacy}`,
  type: 'User',
  site_admin: false,
});

const OCTOCAT = simpleUser('octocat', 583_231);
const HUBOT = simpleUser('hubot', 2);

/** "Public user". */
const publicUser = (user: ReturnType<typeof simpleUser>, name: string, company: string | null) => ({
  ...user,
  name,
  company,
  blog: '',
  location: 'San Francisco',
  email: null,
  hireable: null,
  bio: null,
  twitter_username: null,
  public_repos: 8,
  public_gists: 8,
  followers: 20,
  following: 0,
  created_at: '2011-01-25T18:44:36Z',
  updated_at: '2026-08-04T07:19:42Z',
});

/** "Full Repository". */
const REPOSITORY = {
  id: 1_296_269,
  node_id: 'MDEwOlJlcG9zaXRvcnkxMjk2MjY5',
  name: 'Hello-World',
  full_name: 'octocat/Hello-World',
  private: false,
  owner: OCTOCAT,
  html_url: 'https://github.com/octocat/Hello-World',
  description: 'My first repository',
  fork: false,
  url: `${API}/repos/octocat/Hello-World`,
  issues_url: `${API}/repos/octocat/Hello-World/issues{/number}`,
  homepage: null,
  language: null,
  forks_count: 9,
  stargazers_count: 80,
  watchers_count: 80,
  size: 108,
  default_branch: 'main',
  open_issues_count: 3,
  topics: ['octocat', 'api'],
  has_issues: true,
  archived: false,
  disabled: false,
  visibility: 'public',
  pushed_at: '2026-01-26T19:06:43Z',
  created_at: '2011-01-26T19:01:12Z',
  updated_at: '2026-01-26T19:14:43Z',
  license: {
    key: 'mit',
    name: 'MIT License',
    spdx_id: 'MIT',
    url: `${API}/licenses/mit`,
    node_id: 'MDc6TGljZW5zZTEz',
  },
  permissions: { admin: false, push: false, pull: true },
};

/** "Label" and "Milestone". */
const BUG = {
  id: 208_045_946,
  node_id: 'MDU6TGFiZWwyMDgwNDU5NDY=',
  url: `${API}/repos/octocat/Hello-World/labels/bug`,
  name: 'bug',
  description: 'Something is not working',
  color: 'f29513',
  default: true,
};
const MILESTONE = {
  url: `${API}/repos/octocat/Hello-World/milestones/1`,
  id: 1_002_604,
  number: 1,
  state: 'open',
  title: 'v1.0',
  description: null,
  creator: OCTOCAT,
  open_issues: 4,
  closed_issues: 8,
  due_on: '2026-10-09T23:39:01Z',
};

interface IssueFacts {
  readonly number: number;
  readonly title: string;
  readonly user: ReturnType<typeof simpleUser>;
  readonly labels?: readonly (typeof BUG)[];
  readonly milestone?: typeof MILESTONE | null;
}

/** "Issue". */
const issue = ({ number, title, user, labels = [], milestone = null }: IssueFacts) => ({
  id: number * 1_000,
  node_id: `MDU6SXNzdWU${number}`,
  url: `${API}/repos/octocat/Hello-World/issues/${number}`,
  repository_url: `${API}/repos/octocat/Hello-World`,
  comments_url: `${API}/repos/octocat/Hello-World/issues/${number}/comments`,
  html_url: `https://github.com/octocat/Hello-World/issues/${number}`,
  number,
  state: 'open',
  state_reason: null,
  title,
  body: null,
  user,
  labels,
  assignee: null,
  assignees: [],
  milestone,
  locked: false,
  active_lock_reason: null,
  comments: 0,
  closed_at: null,
  created_at: '2026-04-22T13:33:48Z',
  updated_at: '2026-04-22T13:33:48Z',
  author_association: 'COLLABORATOR',
});

const FOUND = issue({ number: 1347, title: 'Found a bug', user: OCTOCAT, labels: [BUG], milestone: MILESTONE });
const TYPO = issue({ number: 1348, title: 'Typo', user: HUBOT });

/** "Issue Comment". */
const COMMENT = {
  id: 1,
  node_id: 'MDEyOklzc3VlQ29tbWVudDE=',
  url: `${API}/repos/octocat/Hello-World/issues/comments/1`,
  html_url: 'https://github.com/octocat/Hello-World/issues/1347#issuecomment-1',
  issue_url: `${API}/repos/octocat/Hello-World/issues/1347`,
  body: 'Me too',
  user: HUBOT,
  created_at: '2026-04-14T16:00:49Z',
  updated_at: '2026-04-14T16:00:49Z',
  author_association: 'COLLABORATOR',
  reactions: { url: `${API}/x`, total_count: 3, '+1': 2, '-1': 0, laugh: 0, hooray: 0, confused: 0, heart: 1 },
};

const DOCUMENTATION = 'https://docs.github.com/rest';

/** By method and path; a query is the request's own matter. */
export const GITHUB: Readonly<Record<string, DocumentedResponse>> = {
  'GET /repos/octocat/Hello-World': { body: REPOSITORY },
  'GET /repos/octocat/nothing': {
    status: 404,
    body: { message: 'Not Found', documentation_url: `${DOCUMENTATION}/repos/repos#get-a-repository`, status: '404' },
  },
  'GET /repos/octocat/Hello-World/issues': {
    headers: {
      link: `<${API}/repositories/1296269/issues?page=3>; rel="next", <${API}/repositories/1296269/issues?page=9>; rel="last"`,
    },
    body: [FOUND, TYPO],
  },
  'GET /repos/octocat/Hello-World/issues/1347/comments': { body: [COMMENT] },
  'GET /repos/octocat/Hello-World/issues/1348/comments': { body: [] },
  'GET /users/octocat': { body: publicUser(OCTOCAT, 'The Octocat', '@github') },
  'GET /users/hubot': { body: publicUser(HUBOT, 'Hubot', null) },
  'GET /users/limited': {
    status: 403,
    headers: { 'x-ratelimit-remaining': '0' },
    body: {
      message: 'API rate limit exceeded for user ID 1.',
      documentation_url: `${DOCUMENTATION}/using-the-rest-api/rate-limits-for-the-rest-api`,
      status: '403',
    },
  },
  'GET /search/issues': { body: { total_count: 280, incomplete_results: false, items: [{ ...TYPO, score: 1 }] } },
  'POST /repos/octocat/Hello-World/issues': { status: 201, body: FOUND },
  'POST /repos/octocat/closed/issues': {
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [{ resource: 'Issue', field: 'title', code: 'missing_field' }],
      documentation_url: `${DOCUMENTATION}/issues/issues#create-an-issue`,
      status: '422',
    },
  },
};
