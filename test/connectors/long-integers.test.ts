import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { serveSdl } from '../support/projects/serve-sdl.ts';

const SDL = `
extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@source", "@connect"])
  @source(name: "long", http: { baseURL: "http://127.0.0.1:9" })
type Query {
  rows: [Row] @connect(source: "long", http: { GET: "/rows" }, selection: "id size: $(size ?? id)")
  root: ID @connect(source: "long", http: { GET: "/root" }, selection: "$")
}
type Row { id: ID size: Float }`;

const ANSWERS: Readonly<Record<string, string>> = {
  '/rows':
    '[{ "id": 12345678901234567890 }, { "id": -9007199254740993 }, { "id": 9007199254740991 }, { "id": "7" }, { "size": 1e300 }]',
  '/root': ' 12345678901234567890 ',
};

test('long integers of a source keep their digits', async () => {
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWERS[request.url ?? '']);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await using served = await serveSdl(SDL, () => null, { sources: { long: { url } } });
    const { body } = await served.gateway.post({ query: '{ root rows { id size } }' });
    expect(body.data).toEqual({
      root: '12345678901234567890',
      rows: [
        { id: '12345678901234567890', size: Number('12345678901234567890') },
        { id: '-9007199254740993', size: -(2 ** 53) },
        { id: '9007199254740991', size: Number.MAX_SAFE_INTEGER },
        { id: '7', size: 7 },
        { id: null, size: 1e300 },
      ],
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
