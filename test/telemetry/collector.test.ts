import { describe, expect, test } from 'vitest';
import type { Seen, Settled } from '../../src/kernel/exchange.ts';
import { createOtlpRecorder } from '../../src/telemetry/tracing/otlp-recorder.ts';
import { fakeClock } from '../../src/testing.ts';
import { startReceiver } from '../support/peers/otlp-receiver.ts';

const SETTLED: Settled = {
  outcome: 'ok',
  stage: 'resolved',
  errors: [],
  codes: [],
  result: {},
  status: 200,
  bytes: 0,
  milliseconds: 1,
};
const quiet = (): void => {};

/** A recorder, and a way to have it record a request of three spans: itself and two stages. */
function recording(url: string) {
  const recorder = createOtlpRecorder({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: url },
    version: '0',
    clock: fakeClock(),
    addressOf: () => undefined,
    resolverSpans: 0,
    adminToken: undefined,
  });
  const record = (): void => {
    const exchange: Seen = {
      request: {
        method: 'POST',
        route: '/graphql',
        address: () => null,
        header: () => undefined,
        headers: () => [],
        params: () => ({}),
      },
      generation: '1',
      signal: AbortSignal.abort(),
      startedAt: 0,
      deadline: 0,
      endWithin: quiet,
      whenEnded: quiet,
      respondWith: quiet,
      times: Float64Array.of(1, 2, 0, 0),
      calls: [],
      calling: quiet,
      called: quiet,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      trace: recorder.begin(null, undefined),
    };
    recorder.record(SETTLED, exchange);
  };
  return { recorder, record };
}

describe('what the collector does not get is counted', () => {
  test('nothing is lost that it takes', async () => {
    await using collector = await startReceiver();
    const { recorder, record } = recording(collector.url);
    for (let i = 0; i < 10; i++) record();
    await recorder.close();
    expect([collector.spans.length, recorder.dropped()]).toEqual([30, 0]);
  });

  test('what it refuses', async () => {
    await using refusing = await startReceiver((_, response) => response.writeHead(400).end());
    const { recorder, record } = recording(refusing.url);
    for (let i = 0; i < 10; i++) record();
    await recorder.close();
    expect(recorder.dropped()).toBe(30);
  });

  test('what is more than may wait for one that is away or hangs, trace by trace', async () => {
    await using hanging = await startReceiver(quiet);
    for (const url of [hanging.url, 'http://127.0.0.1:9']) {
      const { recorder, record } = recording(url);
      for (let i = 0; i < 1_000; i++) record();
      expect(recorder.dropped()).toBe(3_000 - 3 * Math.floor(2_048 / 3));
      await recorder.close();
    }
  });

  test('spans inside of a request beyond its thousand', async () => {
    await using collector = await startReceiver();
    const { recorder } = recording(collector.url);
    const trace = recorder.begin(null, undefined);
    for (let i = 0; i < 1_010; i++) trace.begin('work');
    expect([trace.inner.length, trace.omitted]).toEqual([1_000, 10]);
    await recorder.close();
  });
});
