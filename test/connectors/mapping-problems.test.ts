import { expect, test } from 'vitest';
import type { LogLine } from '../../src/testing.ts';
import { serveSdl } from '../support/projects/serve-sdl.ts';

const SDL = `extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })
type Query {
  books(ids: [ID!], first: Int): [Book] @connect(
    source: "api"
    http: { GET: "/books", queryParams: "ids: $args.ids->joinNotNull(',') first: $args.first->toString" }
    selection: """
    title
    pages: details.pages->add(1)
    """
  )
  fine: Int @connect(source: "api", http: { GET: "/fine" }, selection: "$.value")
}
type Book { title: String pages: Int }`;

const answer = ({ pathname }: URL): unknown =>
  pathname === '/fine' ? { value: 1 } : [{ title: 'a', details: { pages: 'many' } }, { title: 'b' }];

/** What the log says of mappings. */
const told = (logs: readonly LogLine[]): readonly LogLine[] =>
  logs.filter(({ message }) => message.includes('schema.graphql:'));

test('what goes wrong in a mapping is told in the log once, with its place, and is no error', async () => {
  await using served = await serveSdl(SDL, answer, { logging: { level: 'debug' } });
  const { gateway } = served;
  for (const query of ['{ books(ids: [1]) { title pages } }', '{ books(ids: [1]) { pages } }', '{ fine }']) {
    expect((await gateway.post({ query })).body.errors).toBeUndefined();
  }
  expect(told(gateway.logs)).toMatchObject(
    [
      'schema.graphql:5:87: there is no "first" here, at $args.first',
      'schema.graphql:8:25: ->add needs a number, found string, at $.details.pages->add',
      'schema.graphql:8:12: there is no "details" here, at $.details',
    ].map((message) => ({ level: 'debug', message: expect.stringContaining(message), coordinate: 'Query.books[0]' })),
  );
});

test('above that level nothing is written', async () => {
  await using served = await serveSdl(SDL, answer);
  await served.gateway.post({ query: '{ books { pages } }' });
  expect(told(served.gateway.logs)).toEqual([]);
});
