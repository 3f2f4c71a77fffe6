import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigInput, resolver, type UpstreamCall } from '../../src/index.ts';
import { createTestGateway, type TestGateway, type TestGatewayOptions } from '../../src/testing.ts';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  type Thing { name: String }
  type Query {
    mapped(id: ID!): Thing
      @connect(source: "api", http: { GET: "/things/{$args.id}" }, selection: "name")
    headed(id: ID!): Thing
      @connect(source: "api", http: { GET: "/things/{$args.id}", headers: [{ name: "X-Kind", value: "a" }] }, selection: "name")
    coded(id: ID!): Thing
    said: String @connect(source: "api", http: { GET: "/said" }, selection: "$")
    status: Int @connect(source: "api", http: { GET: "/status" }, selection: "$status")
    slowly: Thing @connect(source: "api", http: { GET: "/slow" }, selection: "name")
  }
  type Mutation {
    write: Thing @connect(source: "api", http: { POST: "/things" }, selection: "name")
    keyed: Thing
  }
`;

interface Seen {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** When it came, in milliseconds of `performance.now()`. */
  readonly at: number;
  /** When its connection or stream ended, whoever ended it; `undefined` before. */
  closedAt: number | undefined;
}

export interface OneSource extends AsyncDisposable {
  readonly gateway: TestGateway;
  /** What the service was asked. */
  readonly seen: readonly Seen[];
  /** What the gateway's observers were told. */
  readonly calls: readonly UpstreamCall[];
  /** The folder that paths of the config are seen from. */
  readonly folder: string;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, number: number) => void;
type Listen = (handle: (request: IncomingMessage, response: ServerResponse) => void) => Server;
type SourceInput = Partial<NonNullable<ConfigInput['sources']>[string]>;

export interface OneSourceOptions {
  readonly config?: Partial<ConfigInput>;
  readonly options?: Partial<TestGatewayOptions>;
  readonly files?: Readonly<Record<string, string>>;
  /** Another server than one of plain HTTP. */
  readonly listen?: Listen;
}

export const named: Answer = (_, response) => void response.end('{"name":"x"}');

/** A gateway over one source, asked by connectors and by code, that is a service of the test's own. */
export async function oneSource(
  answer: Answer,
  source: SourceInput = {},
  more: OneSourceOptions = {},
): Promise<OneSource> {
  const { config, options, files = {}, listen = createServer } = more;
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-'));
  for (const [name, text] of Object.entries({ 'schema.graphql': SDL, ...files }))
    writeFileSync(join(folder, name), text);
  const seen: Seen[] = [];
  const calls: UpstreamCall[] = [];
  const server = listen((request, response) => {
    const one: Seen = { request, response, at: performance.now(), closedAt: undefined };
    response.once('close', () => void (one.closedAt = performance.now()));
    answer(request, response, seen.push(one));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const scheme = listen === createServer ? 'http' : 'https';
  const stop = async (): Promise<void> => {
    if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function')
      server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  };
  const gateway = await createTestGateway({
    ...options,
    root: folder,
    config: {
      schema: 'schema.graphql',
      ...config,
      sources: { api: { url: `${scheme}://127.0.0.1:${port}/base`, retries: 0, ...source } },
      resolvers: {
        Query: {
          coded: resolver(['api'], (_, { id }: { id: string }, { sources }) =>
            sources.api.get('/things/{id}', { params: { id } }),
          ),
        },
        Mutation: {
          keyed: resolver(['api'], (_, __, { sources }) => sources.api.post('/things', { idempotencyKey: 'key-1' })),
        },
      },
      plugins: { received: [{ name: 'spy', observe: { called: (call) => void calls.push(call) } }] },
    },
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    gateway,
    seen,
    calls,
    folder,
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await stop();
    },
  };
}

export const read = { query: '{ mapped(id: "1") { name } }' };
export const readByCode = { query: '{ coded(id: "1") { name } }' };
export const write = { query: 'mutation { write { name } }' };
export const keyedWrite = { query: 'mutation { keyed { name } }' };

/** Waits until something is so, as long as the test may take. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

export interface ShownSource {
  readonly inFlight: number;
  readonly queued: number;
  readonly retryBudget: number;
  readonly calls: {
    readonly total: number;
    readonly failed: number;
    readonly retried: number;
    readonly successRate: number | null;
  };
  readonly lastFailure: { readonly code: string; readonly at: string } | null;
  readonly breaker: { readonly state: string; readonly since: string; readonly failures: number };
}

const STATE =
  '{ gateway { sources { inFlight queued retryBudget calls { total failed retried successRate } lastFailure { code at } breaker { state since failures } } } }';

/** The source, as the graph shows it. */
export async function shown(gateway: TestGateway): Promise<ShownSource> {
  const { body } = await gateway.post({ query: STATE });
  const { sources } = body.data?.['gateway'] as { sources: readonly [ShownSource] };
  return sources[0];
}
