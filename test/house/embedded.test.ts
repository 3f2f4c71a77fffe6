import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { app } from '../../docs/examples/embedded/fastify-server.ts';
import { serve } from '../../docs/examples/embedded/node-server.ts';
import { createGateway } from '../../src/index.ts';
import { greet } from '../../docs/examples/embedded/without-http.ts';

const FOLDER = fileURLToPath(new URL('../../docs/examples/embedded', import.meta.url));
const query = '{ hello(name: "Ada") }';

async function ask(url: string) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };
  const answers = await Promise.all([fetch(`${url}/graphql`, init), fetch(`${url}/`), fetch(`${url}/graphql?query={`)]);
  const [graphql, page, broken] = await Promise.all(answers.map((answer) => answer.text()));
  return { graphql: JSON.parse(graphql ?? ''), page, broken: JSON.parse(broken ?? '') };
}

const ANSWERED = {
  graphql: { data: { hello: 'Hello, Ada!' } },
  page: 'My own page',
  broken: { errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] },
};

test('an operation without HTTP', async () => {
  expect(await greet(FOLDER)).toEqual({ data: { hello: 'Hello, Ada!' }, errors: undefined, status: 200 });
});

test('in a server of node:http', async () => {
  const { server, gateway } = serve(FOLDER);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  expect(await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).toMatchObject(ANSWERED);
  server.close().closeAllConnections();
  expect(await gateway.stop()).toEqual({ unfinished: 0 });
});

test('in a Fastify app', async () => {
  const own = app(FOLDER);
  expect(await ask(await own.listen({ host: '127.0.0.1', port: 0 }))).toMatchObject(ANSWERED);
  await own.close();
});

test('a gateway that cannot start, and one that has been stopped, say so', async () => {
  const signals: string[] = [];
  const gateway = createGateway(
    { schema: 'nothing/*.graphql' },
    { root: FOLDER, dev: true, signals: { emit: ({ name, message }) => void signals.push(`${name}: ${message}`) } },
  );
  const server = createServer(gateway.handler());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const asked = async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) };
    const answer = await fetch(url, init);
    return [answer.status, ((await answer.json()) as { errors: { message: string }[] }).errors[0]?.message];
  };
  expect(await asked()).toEqual([503, 'The gateway did not start. Try again in a moment.']);
  expect(signals).toContainEqual(expect.stringMatching(/^gateway\.failed: .*No file matches this glob/s));
  await gateway.stop();
  expect(await asked()).toEqual([503, 'The gateway has been stopped. Try again in a moment.']);
  server.close().closeAllConnections();
});
