import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Identified, Plugin } from '../../../src/index.ts';
import { redact } from '../../../src/index.ts';
import { atlasConfig, atlasGateway } from '../projects/atlas.ts';
import { startReceiver } from '../peers/otlp-receiver.ts';
import { cleanField, generator, leaked, type Planted, plant } from './planted.ts';

export interface ScrubRun {
  readonly records: number;
  readonly lines: number;
  readonly spans: number;
  /** Planted values that were found in a line or a span. */
  readonly leaks: readonly Planted[];
  /** Share of the clean fields that were changed. */
  readonly damaged: number;
  readonly damagedExamples: readonly string[];
}

/** A service that answers with what it was sent, or fails with it. */
async function echoService() {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const { title = '', traveller = {} } = body ? (JSON.parse(body) as { title?: string; traveller?: object }) : {};
      if (title.startsWith('fail')) return response.writeHead(500).end(JSON.stringify({ error: title }));
      return response.end(
        JSON.stringify({
          id: 'T1',
          title,
          status: 'planned',
          traveller: { id: 'P1', name: 'x', ...traveller },
          legs: [],
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Sends records with planted personal data through every way in and out (variables, answers, failures of a source,
 * headers, addresses, free text) and looks for it in all that the gateway logged and traced, request logs with variables
 * and answers on.
 */
export async function scrubRun({
  records,
  seed,
}: {
  readonly records: number;
  readonly seed: number;
}): Promise<ScrubRun> {
  const random = generator(seed);
  const planted: Planted[] = [];
  await using echo = await echoService();
  await using collector = await startReceiver();
  const notes: Plugin<Identified> = {
    name: 'notes',
    run: ({ request, log }) => log.info(`note ${request.header('x-note') ?? ''}`, { note: request.header('x-note') }),
  };
  const config = atlasConfig({
    logging: { include: ['variables', 'answer'] },
    plugins: { received: [notes] },
    sources: {
      airports: { url: 'http://127.0.0.1:9' },
      clock: { url: 'http://127.0.0.1:9' },
      trips: { url: echo.url, retries: 0, breaker: { calls: 1_000_000 } },
    },
  });
  const gateway = await atlasGateway([], {
    config,
    sources: {},
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '20' },
  });
  const create =
    'mutation ($input: CreateTripInput!) { createTrip(input: $input) { id title person: traveller { name email phone } } }';

  for (let i = 0; i < records; i++) {
    const one = plant(random);
    planted.push(one);
    const header = Buffer.from(one.text, 'utf8').toString('latin1');
    const ways: readonly (() => Promise<unknown>)[] = [
      () =>
        gateway.post({
          query: create,
          variables: { input: { title: one.text, traveller: { name: one.text, email: one.text, phone: one.value } } },
        }),
      () =>
        gateway.post({ query: create, variables: { input: { title: `fail ${one.text}`, traveller: { name: 'x' } } } }),
      () =>
        gateway.post(
          { query: '{ __typename }' },
          {
            headers: {
              'x-note': header,
              'apollographql-client-name': header,
              'user-agent': header,
              authorization: `Bearer ${one.value}`,
            },
          },
        ),
      () => gateway.get({ query: 'query ($id: ID!) { trip(id: $id) { id } }', variables: { id: one.text } }),
      () => gateway.post({ query: 'query ($n: Int!) { trips(first: $n) { total } }', variables: { n: one.text } }),
    ];
    await ways[i % ways.length]?.();
  }
  await gateway.stop();

  const lines = gateway.logs.map((line) => JSON.stringify(line));
  const values = collector.spans.flatMap(({ name, attributes }) => [
    name,
    ...Object.values(attributes).map((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
  ]);
  const clean = Array.from({ length: records }, () => cleanField(random));
  const damaged = clean.filter((field) => redact(field) !== field);
  return {
    records,
    lines: lines.length,
    spans: collector.spans.length,
    leaks: leaked([...lines, ...values], planted),
    damaged: damaged.length / clean.length,
    damagedExamples: damaged.slice(0, 10),
  };
}
