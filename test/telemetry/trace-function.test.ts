import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { bookResolvers } from '../../docs/examples/traced-function/resolvers.ts';
import { errors, type GatewayContext, type Governed, traceFunction } from '../../src/index.ts';
import { createTestGateway, fakeClock, type TestGatewayOptions } from '../../src/testing.ts';
import { startReceiver } from '../support/peers/otlp-receiver.ts';

const ROOT = new URL('../../docs/examples/traced-function/', import.meta.url).pathname;
const FAST = { OTEL_BSP_SCHEDULE_DELAY: '10' };
const BOOKS = { sources: { books: { url: 'http://127.0.0.1:9' } }, schema: 'schema.graphql' };

/** What the collector receives of one request to a graph with this resolver for `bestBooks`. */
async function spansOf(bestBooks: (context: GatewayContext) => unknown, options: Partial<TestGatewayOptions> = {}) {
  await using collector = await startReceiver();
  const env = { ...FAST, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const resolvers = { Query: { bestBooks: (_: unknown, __: unknown, context: GatewayContext) => bestBooks(context) } };
  const gateway = await createTestGateway({ root: ROOT, env, config: { ...BOOKS, resolvers }, ...options });
  const answer = await gateway.post({ query: '{ bestBooks { title } }' });
  await gateway.stop();
  return { body: answer.body, spans: collector.spans };
}

describe('traceFunction', () => {
  test('the example of the docs: its run is a span of the request that called it', async () => {
    const books = createServer((_, response) =>
      response.end(
        JSON.stringify([
          { title: 'Emma', score: 1 },
          { title: 'Middlemarch', score: 2 },
        ]),
      ),
    );
    await new Promise<void>((resolve) => books.listen(0, '127.0.0.1', resolve));
    await using collector = await startReceiver();
    const gateway = await createTestGateway({
      root: ROOT,
      config: { ...BOOKS, resolvers: bookResolvers },
      sources: { books: `http://127.0.0.1:${(books.address() as AddressInfo).port}` },
      env: { ...FAST, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    const { body } = await gateway.post({ query: '{ bestBooks { title } }' });
    expect(body).toEqual({ data: { bestBooks: [{ title: 'Middlemarch' }, { title: 'Emma' }] } });
    await gateway.stop();
    books.close().closeAllConnections();
    const [rank] = collector.spans.filter(({ name }) => name === 'rank books');
    const executed = collector.spans.find(({ name }) => name === 'tollgate.executed');
    expect(rank).toMatchObject({ kind: 1, status: 0, parentSpanId: executed?.spanId, traceId: executed?.traceId });
    expect(readFileSync('docs/observing.md', 'utf8')).toContain(
      `\`\`\`ts\n${readFileSync(`${ROOT}resolvers.ts`, 'utf8')}\`\`\``,
    );
  });

  test('an asynchronous one lasts until its promise has settled', async () => {
    const clock = fakeClock();
    const slow = traceFunction('slow', async (_: GatewayContext) => {
      clock.advance(40);
      await Promise.resolve();
      clock.advance(2);
      return [];
    });
    const { spans } = await spansOf(slow, { clock });
    const span = spans.find(({ name }) => name === 'slow');
    expect(Number((span?.end ?? 0n) - (span?.start ?? 0n)) / 1e6).toBe(42);
  });

  test.each([
    [
      'thrown',
      () => {
        throw errors.forbidden('No.');
      },
      'FORBIDDEN',
    ],
    ['rejected', () => Promise.reject(new RangeError('eva@example.org')), 'RangeError'],
  ])('an error that is %s goes on to the caller and marks the span, without its message', async (_, fail, type) => {
    const { body, spans } = await spansOf(traceFunction('failing', (__: GatewayContext): unknown => fail()));
    expect(body.errors).toHaveLength(1);
    const span = spans.find(({ name }) => name === 'failing');
    expect(span).toMatchObject({ status: 2, attributes: { 'error.type': type } });
  });

  test('a plugin’s step by its exchange: the span stands in the stage in which it ran', async () => {
    const look = traceFunction('look up tenant', (_: Governed) => {});
    const config = { ...BOOKS, plugins: { governed: [{ name: 'tenant', run: look }] } };
    const { spans } = await spansOf(() => [], { config });
    const stage = spans.find(({ name }) => name === 'tollgate.governed');
    expect(spans.find(({ name }) => name === 'look up tenant')).toMatchObject({ parentSpanId: stage?.spanId });
  });

  test('this, arguments and result are passed on, with a request and without', () => {
    const shelf = {
      size: 3,
      add: traceFunction('add', function (this: { size: number }, n: number) {
        return this.size + n;
      }),
    };
    expect(shelf.add(4)).toBe(7);
  });

  test('a request keeps a thousand spans; the rest is left out', async () => {
    const work = traceFunction('work', (_: GatewayContext, n: number) => n);
    const { spans } = await spansOf((context) => {
      for (let n = 0; n < 1_200; n++) work(context, n);
      return [];
    });
    expect(spans.filter(({ name }) => name === 'work')).toHaveLength(1_000);
  });

  test('a request that is not recorded has none', async () => {
    const work = traceFunction('work', (_: GatewayContext) => []);
    await using collector = await startReceiver();
    const env = { ...FAST, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER: 'always_off' };
    for (const variables of [env, {}]) {
      const { body } = await spansOf(work, { env: variables });
      expect(body).toEqual({ data: { bestBooks: [] } });
    }
    expect(collector.spans).toEqual([]);
  });
});
