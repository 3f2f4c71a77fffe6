import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import type { Connector, ConnectorInputs } from '../../../src/sources/connectors/connector.ts';
import { responseBody } from '../../../src/sources/connectors/response/response-body.ts';
import { inputs, one } from '../../connectors/connectors.ts';

/** What arrived, as the service saw it. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/** What a service answers. */
export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service that tells what arrived, and answers what it is told to. */
export class EchoService {
  readonly #server: Server;
  readonly #pool: Pool;
  arrived: Arrived | undefined;
  answer: Answer = {};

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#pool = new Pool(`http://127.0.0.1:${port}`);
  }

  static async start(): Promise<EchoService> {
    let service: EchoService | undefined;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method = '', url = '', headers } = request;
      const sent = Object.fromEntries(Object.entries(headers).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
      if (!service) return;
      service.arrived = { method, url, headers: sent, body: Buffer.concat(chunks).toString() };
      const { status = 200, type, body = '', headers: own = {} } = service.answer;
      response.writeHead(status, { ...own, ...(type !== undefined && { 'content-type': type }) });
      response.end(body);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    service = new EchoService(server, (server.address() as AddressInfo).port);
    return service;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
    await new Promise((resolve) => void this.#server.close(resolve));
  }

  /** Calls the service as a connector says, and reads its answer by it. */
  async call(
    connector: Connector,
    given: Partial<ConnectorInputs> = {},
    wanted: readonly string[] = [],
  ): Promise<unknown> {
    const all = inputs(given);
    const prepared = connector.prepare(new Map(wanted.map((name) => [name, undefined])));
    const { method, path, headers, body } = prepared.request(all);
    const answer = await this.#pool.request({ method, path, headers, body: body ?? null });
    const text = await answer.body.text();
    const { statusCode: status, headers: received } = answer;
    const parsed = responseBody({ status, headers: received, text }, connector);
    return prepared.read({ status, headers: received, body: parsed }, all);
  }
}

interface Schema {
  /** Arguments of `@source` and of its `http`. */
  readonly base?: string;
  readonly sourceHttp?: string;
  readonly source?: string;
  /** Arguments of `@connect` and of its `http`. */
  readonly http: string;
  readonly connect?: string;
  readonly args?: string;
  readonly config?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A connector on a field of Query that returns any JSON. */
export function onQuery(schema: Schema): Connector {
  const {
    base = 'https://h/v1',
    sourceHttp = '',
    source = '',
    http,
    connect = 'selection: "$"',
    args,
    config,
    env,
  } = schema;
  const sdl = `scalar JSON
extend schema @source(name: "api", http: { baseURL: ${JSON.stringify(base)} ${sourceHttp} } ${source})
input Input { name: String tags: [String] note: String }
type Query { f${args === undefined ? '' : `(${args})`}: JSON @connect(source: "api", http: { ${http} } ${connect}) }`;
  const address = base.replaceAll(/\{[^}]*\}/g, 'h').split('?')[0] ?? base;
  return one(sdl, { ...(env && { env }), ...(config && { sources: { api: { url: address, config } } }) });
}
