import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { atlasGateway, startService } from '../support/projects/atlas.ts';
import { type ReceivedSpan, startReceiver } from '../support/peers/otlp-receiver.ts';

const ITINERARY = '8bcfa45dbb2f2fd429c7e3fe5dcfa465fcbfa1e1b11e7e510c9b2f2101bc127a';
const FAST = { OTEL_BSP_SCHEDULE_DELAY: '10' };
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

/** A service that tells which headers it was called with, before the one that answers. */
async function listening(target: string) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(String(request.headers['traceparent']));
    fetch(`${target}${request.url}`, { headers: { authorization: String(request.headers.authorization) } })
      .then(async (answer) => response.writeHead(answer.status).end(await answer.text()))
      .catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('tracing', () => {
  test('one operation over two sources is one trace: stages, calls, what the services received, and the log line', async () => {
    await using trips = await startService('trips');
    await using airports = await startService('airports');
    await using tripsDoor = await listening(trips.url);
    await using airportsDoor = await listening(airports.url);
    await using collector = await startReceiver();
    await using gateway = await atlasGateway([], {
      sources: { trips: tripsDoor.url, airports: airportsDoor.url },
      env: { ...FAST, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    const { body, headers } = await gateway.post(
      { documentId: ITINERARY, variables: { id: 'T0001' } },
      { headers: { traceparent: `00-${TRACE}-${PARENT}-01`, 'apollographql-client-name': 'web' } },
    );
    expect(body.errors).toBeUndefined();
    const spans = await collector.received(7);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    const named = (name: string): ReceivedSpan => spans.find((span) => span.name === name) as ReceivedSpan;
    const root = named('query');
    expect(root).toMatchObject({ parentSpanId: PARENT, kind: 2, status: 0 });
    expect(root.attributes).toMatchObject({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'TripItinerary',
      'tollgate.operation.id': ITINERARY,
      'tollgate.client.name': 'web',
      'tollgate.request.id': headers.get('x-request-id'),
      'http.response.status_code': 200,
    });
    const stages = ['received', 'resolved', 'governed', 'executed'].map((stage) => named(`tollgate.${stage}`));
    for (const stage of stages) expect(stage).toMatchObject({ parentSpanId: root.spanId, kind: 1 });
    expect(stages.map(({ start }) => start)).toEqual(
      stages.map(({ start }) => start).toSorted((a, b) => Number(a - b)),
    );
    const calls = [named('GET /trips/{$args.id}'), named('GET /airports')];
    expect(calls.map(({ attributes }) => attributes['tollgate.source'])).toEqual(['trips', 'airports']);
    for (const call of calls)
      expect(call).toMatchObject({
        parentSpanId: stages[3]?.spanId,
        kind: 3,
        attributes: { 'http.response.status_code': 200, 'server.address': '127.0.0.1' },
      });
    expect([tripsDoor.seen, airportsDoor.seen]).toEqual(calls.map(({ spanId }) => [`00-${TRACE}-${spanId}-01`]));
    expect(collector.raw()).not.toContain('T0001');
    const line = gateway.logs.find(({ message }) => message === 'request');
    expect(line).toMatchObject({
      traceId: TRACE,
      spanId: root.spanId,
      operation: { id: ITINERARY, name: 'TripItinerary' },
    });
  });

  test('a refusal and a failing source are told by their codes', async () => {
    await using collector = await startReceiver();
    await using gateway = await atlasGateway([], {
      env: { ...FAST, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces` },
    });
    await gateway.post({ query: '{ nothing }' });
    const [refused] = await collector.received(1);
    expect(refused).toMatchObject({
      name: 'GraphQL Operation',
      parentSpanId: '',
      status: 0,
      attributes: { 'error.type': 'GRAPHQL_VALIDATION_FAILED' },
    });
    await gateway.post({ query: '{ airport(code: "AMS") { code } }' });
    const spans = await collector.received(8);
    expect(spans.find(({ name }) => name === 'GET /airports')).toMatchObject({
      kind: 3,
      status: 2,
      attributes: { 'error.type': 'UPSTREAM_UNAVAILABLE' },
    });
  });

  test.each([
    ['always_off', undefined, 0],
    ['traceidratio', '0', 0],
    ['parentbased_always_on', undefined, 1],
    ['parentbased_always_off', undefined, 0],
  ])('OTEL_TRACES_SAMPLER=%s with %s records %i', async (sampler, argument, count) => {
    await using collector = await startReceiver();
    const env = {
      ...FAST,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_TRACES_SAMPLER: sampler,
      ...(argument && { OTEL_TRACES_SAMPLER_ARG: argument }),
    };
    const gateway = await atlasGateway([], { env });
    await gateway.post({ query: '{ __typename }' });
    await gateway.stop(); // hands over what waits
    expect(collector.spans.filter(({ kind }) => kind === 2)).toHaveLength(count);
  });

  test('a sampler that does not exist keeps the gateway from starting, with the names of those that do', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_TRACES_SAMPLER: 'sometimes' };
    await expect(atlasGateway([], { env })).rejects.toThrow(
      'OTEL_TRACES_SAMPLER is "sometimes". It takes always_on, always_off, traceidratio',
    );
  });

  test.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/json'],
  ])('%s=%s keeps the gateway from starting and says what to set', async (variable, protocol) => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', [variable]: protocol };
    await expect(atlasGateway([], { env })).rejects.toThrow(
      `${variable} is "${protocol}", but spans leave by http/protobuf only. Set it to http/protobuf`,
    );
  });

  test('the protocol of traces wins over the common one', async () => {
    await using collector = await startReceiver();
    const own = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' };
    await using gateway = await atlasGateway([], {
      env: { ...FAST, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...own },
    });
    await gateway.post({ query: '{ __typename }' });
    expect(await collector.received(5)).toHaveLength(5);
  });

  test.each([
    ['without the variables nothing of OpenTelemetry is loaded', {}, false],
    ['with them it is', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, true],
  ])('%s', async (_, env, loaded) => {
    const program = `
      import { registerHooks } from 'node:module';
      let loaded = false;
      registerHooks({ load: (url, context, next) => ((loaded ||= url.includes('@opentelemetry')), next(url, context)) });
      const { createGateway, traceFunction } = await import('./src/index.ts');
      const gateway = createGateway({ schema: 'schema.graphql' }, { dev: true, root: 'docs/examples/traced-function', env: ${JSON.stringify({ LOG_LEVEL: 'silent', ...env })} });
      traceFunction('work', () => {})();
      const { status } = await gateway.execute({ document: '{ __typename }' });
      process.stdout.write(JSON.stringify({ status, loaded }), () => process.exit());`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    expect(JSON.parse(stdout)).toEqual({ status: 200, loaded });
  });

  test('a collector that is away or refuses costs no request', async () => {
    await using refusing = await startReceiver((_, response) => response.writeHead(400).end());
    for (const url of ['http://127.0.0.1:9', refusing.url]) {
      await using gateway = await atlasGateway([], { env: { ...FAST, OTEL_EXPORTER_OTLP_ENDPOINT: url } });
      for (let i = 0; i < 20; i++) expect((await gateway.post({ query: '{ __typename }' })).status).toBe(200);
    }
  });

  test('without a collector the caller’s trace is handed on as it is, and a broken one is not', async () => {
    await using airports = await startService('airports');
    await using door = await listening(airports.url);
    await using gateway = await atlasGateway([], { sources: { airports: door.url, trips: 'http://127.0.0.1:9' } });
    const query = '{ airport(code: "AMS") { code } }';
    const ask = (traceparent: string) => gateway.post({ query }, { headers: { traceparent } });
    await ask(`00-${TRACE}-${PARENT}-01`);
    for (const broken of [
      'nonsense',
      `ff-${TRACE}-${PARENT}-01`,
      `00-${'0'.repeat(32)}-${PARENT}-01`,
      `00-${TRACE}-${'0'.repeat(16)}-01`,
    ])
      await ask(broken);
    expect(door.seen).toEqual([`00-${TRACE}-${PARENT}-01`, 'undefined', 'undefined', 'undefined', 'undefined']);
  });
});
