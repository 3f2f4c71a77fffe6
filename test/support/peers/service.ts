import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test's service answers: a value, or `Status` where it is not 200. */
export type Answering = (url: URL, request: IncomingMessage, body: unknown) => unknown;

/** A REST service of a test's own, on a port of the loopback. */
export interface TestService extends AsyncDisposable {
  readonly url: string;
  /** Method and address of each call, in order. */
  readonly calls: string[];
}

export class Status {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export async function startTestService(answer: Answering): Promise<TestService> {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    calls.push(`${request.method} ${request.url}`);
    const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
    const sent: unknown = text && !isForm ? JSON.parse(text) : text;
    const made = await answer(new URL(request.url ?? '/', 'http://service'), request, sent);
    const { status, body, headers } = made instanceof Status ? made : new Status(200, made);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body ?? null));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
