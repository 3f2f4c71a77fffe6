import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createGateway, errors, type Plugin } from '../../src/index.ts';
import { fakeClock } from '../../src/testing.ts';
import { atlasConfig, atlasGateway, DEMO, startService } from '../support/projects/atlas.ts';
import { readExposition } from '../support/readings/exposition.ts';
import { scrape } from '../support/readings/metrics.ts';
import { startReceiver } from '../support/peers/otlp-receiver.ts';

const REQUESTS = 'http_server_request_duration_seconds';
const CALLS = 'http_client_request_duration_seconds';
const BREAKER = 'tollgate_source_breaker_state';
const AMS = { query: '{ airport(code: "AMS") { code } }' };

const { operations } = JSON.parse(readFileSync('persisted-queries/manifest.json', 'utf8')) as {
  operations: readonly { id: string; name: string }[];
};
const idOf = (name: string): string => operations.find((one) => one.name === name)?.id ?? '';
const HEALTH = { documentId: idOf('GatewayHealth') };

/** Labels that every request by POST has. */
const POST = { http_request_method: 'POST', http_route: '/graphql' };

test('requests are counted by registered operation and outcome, all others in one label', async () => {
  await using gateway = await atlasGateway([]);
  for (let i = 0; i < 3; i++) expect((await gateway.post(HEALTH)).status).toBe(200);
  expect((await gateway.post({ documentId: 'f'.repeat(64) })).status).toBe(404);
  await gateway.post({ query: 'query GatewayHealth { __typename }' }); // a registered name makes no registered operation
  await gateway.post({ query: '{ nothing }' });
  await gateway.post('{');
  await gateway.get({ query: '{ __typename }' });
  const metrics = await scrape(gateway);
  expect(metrics.response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const refused = { ...POST, tollgate_outcome: 'refused', tollgate_operation: 'other' };
  const ok = { http_response_status_code: '200', http_route: '/graphql', tollgate_outcome: 'ok' };
  expect(metrics.counts(REQUESTS)).toEqual([
    [{ ...POST, ...ok, tollgate_operation: 'GatewayHealth' }, 3],
    [{ ...refused, http_response_status_code: '404', error_type: 'PERSISTED_QUERY_NOT_FOUND' }, 1],
    [{ ...POST, ...ok, tollgate_operation: 'other' }, 1],
    [{ ...refused, http_response_status_code: '422', error_type: 'GRAPHQL_VALIDATION_FAILED' }, 1],
    [{ ...refused, http_response_status_code: '400', error_type: 'BAD_REQUEST' }, 1],
    [{ ...ok, http_request_method: 'GET', tollgate_operation: 'other' }, 1],
  ]);
});

test('durations are seconds in the buckets of the convention', async () => {
  const clock = fakeClock();
  const slow: Plugin = { name: 'slow', run: () => clock.advance(250) };
  await using gateway = await atlasGateway([], { clock, config: atlasConfig({ plugins: { received: [slow] } }) });
  for (let i = 0; i < 2; i++) await gateway.post(HEALTH);
  const metrics = await scrape(gateway);
  expect(metrics.value(`${REQUESTS}_sum`)).toBe(0.5);
  const buckets = (metrics.families.get(REQUESTS)?.samples ?? []).filter(({ labels }) => labels['le'] !== undefined);
  expect(buckets.map(({ labels, value }) => `${labels['le']} ${value}`)).toEqual([
    ...['0.005', '0.01', '0.025', '0.05', '0.075', '0.1'].map((bound) => `${bound} 0`),
    ...['0.25', '0.5', '0.75', '1', '2.5', '5', '7.5', '10', '+Inf'].map((bound) => `${bound} 2`),
  ]);
});

describe('calls to sources', () => {
  test('are counted by source, status and what failed', async () => {
    await using airports = await startService('airports');
    await using gateway = await atlasGateway([airports]);
    await gateway.post(AMS);
    await gateway.post(AMS);
    await airports.fault({ status: 404 });
    await gateway.post({ query: '{ airports(search: "x") { total } }' });
    await gateway.post({ query: '{ trips { total } }' });
    const { hostname, port } = new URL(airports.url);
    const get = { http_request_method: 'GET', server_address: hostname };
    const called = { ...get, server_port: port, tollgate_source: 'airports' };
    expect((await scrape(gateway)).counts(CALLS)).toEqual([
      [{ ...called, http_response_status_code: '200' }, 2],
      [{ ...called, http_response_status_code: '404', error_type: 'NOT_FOUND' }, 1],
      [{ ...get, server_port: '9', tollgate_source: 'trips', error_type: 'UPSTREAM_UNAVAILABLE' }, 1],
    ]);
  });

  test('a breaker is in one state at a time', async () => {
    const clock = fakeClock();
    await using airports = await startService('airports');
    await using gateway = await atlasGateway([airports], { clock });
    const state = async () => {
      const metrics = await scrape(gateway);
      const of = (name: string) => metrics.value(BREAKER, { tollgate_source: 'airports', state: name });
      return { closed: of('closed'), open: of('open'), half_open: of('half_open') };
    };
    expect(await state()).toEqual({ closed: 1, open: 0, half_open: 0 });
    await airports.fault({ status: 503 });
    for (let i = 0; i < 5; i++) await gateway.post(AMS);
    expect(await state()).toEqual({ closed: 0, open: 1, half_open: 0 });
    await gateway.post(AMS);
    const metrics = await scrape(gateway);
    expect(metrics.value(`${CALLS}_count`, { error_type: 'UPSTREAM_BREAKER_OPEN' })).toBeGreaterThan(0);
    expect(metrics.value(BREAKER, { tollgate_source: 'trips', state: 'closed' })).toBe(1);
    await airports.fault({});
    clock.advance(5_000);
    await gateway.post(AMS);
    expect(await state()).toEqual({ closed: 1, open: 0, half_open: 0 });
  });
});

describe('nothing that a client or a plugin writes becomes a metric of its own', () => {
  const HOSTILE = 'x"} 1\nfake_metric{y="\\';

  test('not the name of a client or of an operation', async () => {
    await using gateway = await atlasGateway([]);
    await gateway.execute({ document: 'query Mine { __typename }', client: { name: HOSTILE, version: HOSTILE } });
    await gateway.execute({ id: HOSTILE, operationName: HOSTILE });
    const metrics = await scrape(gateway);
    expect(metrics.text).not.toMatch(/fake_metric|Mine/);
    expect(metrics.counts(REQUESTS).map(([labels]) => labels['tollgate_operation'])).toEqual(['other', 'other']);
  });

  test('not the source that a plugin says it called', async () => {
    const call = {
      source: HOSTILE,
      method: 'GET',
      template: '/',
      status: 200,
      code: null,
      startedAt: 0,
      milliseconds: 1,
    };
    const calls: Plugin = { name: 'calls', run: (exchange) => exchange.called(call) };
    await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [calls] } }) });
    await gateway.post(HEALTH);
    const metrics = await scrape(gateway);
    expect(metrics.families.has('fake_metric')).toBe(false);
    expect(metrics.value(`${CALLS}_count`, { tollgate_source: HOSTILE })).toBe(1);
  });

  test('not a code that is in no catalogue; those of the config are', async () => {
    const codes = [{ code: 'TEAPOT', httpStatus: 418, retryable: false, description: 'Short and stout, no coffee.' }];
    const refusing: Plugin = {
      name: 'refusing',
      run({ request }) {
        if (request.header('x-code') === 'own') throw errors.custom('TEAPOT', 'No coffee.');
        throw Object.assign(new Error('no'), { extensions: { code: HOSTILE } });
      },
    };
    const config = atlasConfig({ errors: { codes }, plugins: { received: [refusing] } });
    await using gateway = await atlasGateway([], { config });
    await gateway.post(HEALTH, { headers: { 'x-code': 'own' } });
    await gateway.post(HEALTH);
    const types = (await scrape(gateway)).counts(REQUESTS).map(([labels]) => labels['error_type']);
    expect(types).toEqual(['TEAPOT', 'INTERNAL_SERVER_ERROR']);
  });
});

test('a caller that went away is counted as gone, with neither status nor error', async () => {
  const arrived = Promise.withResolvers<void>();
  const leave = Promise.withResolvers<void>();
  const hangs: Plugin = {
    name: 'hangs',
    run() {
      arrived.resolve();
      return leave.promise;
    },
  };
  await using gateway = await atlasGateway([], { config: atlasConfig({ plugins: { received: [hangs] } }) });
  const ending = new AbortController();
  const gone = gateway.execute({ document: '{ __typename }', signal: ending.signal });
  await arrived.promise;
  ending.abort();
  leave.resolve();
  await gone;
  expect((await scrape(gateway)).counts(REQUESTS)).toEqual([
    [{ ...POST, tollgate_outcome: 'aborted', tollgate_operation: 'other' }, 1],
  ]);
});

describe('the process', () => {
  test('tells its version, its CPU time, its memory and how late its event loop is', async () => {
    await using gateway = await atlasGateway([]);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    let metrics = await scrape(gateway);
    expect(metrics.value('tollgate_build_info', { version })).toBe(1);
    expect(metrics.value('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(metrics.value('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    while (metrics.value('nodejs_eventloop_delay_p99_seconds') === undefined) metrics = await scrape(gateway);
    const delays = ['min', 'p50', 'p90', 'p99', 'max'].map((one) =>
      metrics.value(`nodejs_eventloop_delay_${one}_seconds`),
    );
    expect(delays[0]).toBeGreaterThanOrEqual(0);
    expect(delays).toEqual(delays.toSorted((a, b) => Number(a) - Number(b)));
    expect(metrics.value('tollgate_log_lines_dropped_total')).toBe(0);
    expect(metrics.families.has('tollgate_spans_dropped_total')).toBe(false);
  });

  test.runIf(existsSync('/dev/full'))('counts lines of the log that could not be written', async () => {
    const config = atlasConfig({ logging: { file: '/dev/full' } });
    const gateway = createGateway(config, { dev: true, root: DEMO, env: { PORT: '0', ADMIN_PORT: '0' } });
    const addresses = await gateway.start();
    await gateway.execute({ document: '{ __typename }' });
    while ((await scrape(addresses)).value('tollgate_log_lines_dropped_total') === 0);
    await gateway.stop();
  });

  test('counts spans that a collector did not take', async () => {
    await using refusing = await startReceiver((_, response) => response.writeHead(400).end());
    const env = { OTEL_BSP_SCHEDULE_DELAY: '10', OTEL_EXPORTER_OTLP_ENDPOINT: refusing.url };
    await using gateway = await atlasGateway([], { env });
    await gateway.post({ query: '{ __typename }' });
    while ((await scrape(gateway)).value('tollgate_spans_dropped_total') !== 5);
  });
});

test('metrics need no token, and what is nowhere on the admin listener is told where they are', async () => {
  const config = atlasConfig({ http: { host: '127.0.0.1', drain: { notice: '0ms' } } });
  await using gateway = await atlasGateway([], { config, dev: false });
  expect((await scrape(gateway)).response.status).toBe(200);
  const lost = (await (await fetch(`${gateway.adminUrl}/nowhere`)).json()) as { errors: { message: string }[] };
  expect(lost.errors[0]?.message).toContain('/metrics');
  expect((await gateway.fetch('/metrics')).status).toBe(404);
});

describe('the reader of these tests', () => {
  const histogram = (...lines: string[]): string =>
    `# HELP h H.\n# TYPE h histogram\n${lines.map((line) => `h_${line}\n`).join('')}`;

  test.each([
    ['a last line without end', '# HELP a A.\n# TYPE a gauge\na 1'],
    ['samples without type', '# HELP a A.\na 1\n'],
    ['samples of another family', '# HELP a A.\n# TYPE a gauge\nb 1\n'],
    ['a family in two pieces', '# HELP a A.\n# TYPE a gauge\n# HELP a A.\n# TYPE a gauge\n'],
    ['a series twice', '# HELP a A.\n# TYPE a gauge\na{x="1"} 1\na{x="1"} 2\n'],
    ['a quote that is not escaped', '# HELP a A.\n# TYPE a gauge\na{x="""} 1\n'],
    ['an unknown escape', '# HELP a A.\n# TYPE a gauge\na{x="\\t"} 1\n'],
    ['a value that is no number', '# HELP a A.\n# TYPE a gauge\na undefined\n'],
    ['a counter without its ending', '# HELP a A.\n# TYPE a counter\na 1\n'],
    ['buckets that shrink', histogram('bucket{le="1"} 2', 'bucket{le="+Inf"} 1', 'sum 1', 'count 1')],
    ['buckets without end', histogram('bucket{le="1"} 1', 'sum 1', 'count 1')],
    ['a count that is not that of the buckets', histogram('bucket{le="+Inf"} 1', 'sum 1', 'count 2')],
  ])('refuses %s', (_, text) => {
    expect(() => readExposition(text)).toThrow(/no exposition|does not end/);
  });
});
