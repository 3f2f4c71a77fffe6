import { createServer, type RequestListener } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';

/** A span as a collector receives it. Source: opentelemetry-proto, trace/v1/trace.proto. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  /** Nanoseconds since the Unix epoch. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2 is an error. */
  readonly status: number;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Waits until so many spans have come. */
  readonly received: (count: number) => Promise<readonly ReceivedSpan[]>;
  /** The bytes of every request, as text: for looking whether something is in them at all. */
  readonly raw: () => string;
}

/** A real OTLP receiver over HTTP, protobuf in. */
export async function startReceiver(answer?: RequestListener): Promise<Receiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  let wake = (): void => {};
  const server = createServer((request, response) => {
    if (answer) return answer(request, response);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      bodies.push(body);
      spans.push(...spansOf(body));
      wake();
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    raw: () => Buffer.concat(bodies).toString('latin1'),
    async received(count) {
      while (spans.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return spans;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Field = readonly [number: number, value: bigint | Buffer];

/** The fields of a protobuf message. Source: protobuf encoding, wire types 0, 1, 2 and 5. */
function* fieldsOf(message: Buffer): Iterable<Field> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = Number(varint());
    const number = tag >> 3;
    switch (tag & 7) {
      case 0:
        yield [number, varint()];
        break;
      case 1:
        yield [number, message.readBigUInt64LE(at)];
        at += 8;
        break;
      case 2: {
        const length = Number(varint());
        yield [number, message.subarray(at, at + length)];
        at += length;
        break;
      }
      default:
        yield [number, BigInt(message.readUInt32LE(at))];
        at += 4;
    }
  }
}

const messages = (message: Buffer, wanted: number): Buffer[] =>
  [...fieldsOf(message)].flatMap(([number, value]) => (number === wanted && Buffer.isBuffer(value) ? [value] : []));

function spansOf(request: Buffer): ReceivedSpan[] {
  return messages(request, 1)
    .flatMap((resourceSpans) => messages(resourceSpans, 2))
    .flatMap((scopeSpans) => messages(scopeSpans, 2))
    .map(spanOf);
}

function spanOf(message: Buffer): ReceivedSpan {
  const bytes = (number: number): Buffer => messages(message, number)[0] ?? Buffer.alloc(0);
  const whole = (number: number): bigint =>
    [...fieldsOf(message)].find(([one, value]) => one === number && !Buffer.isBuffer(value))?.[1] as bigint;
  const [status] = messages(message, 15);
  return {
    traceId: bytes(1).toString('hex'),
    spanId: bytes(2).toString('hex'),
    parentSpanId: bytes(4).toString('hex'),
    name: bytes(5).toString(),
    kind: Number(whole(6)),
    start: whole(7),
    end: whole(8),
    attributes: Object.fromEntries(
      messages(message, 9).map((pair) => [(messages(pair, 1)[0] ?? '').toString(), valueOf(messages(pair, 2)[0])]),
    ),
    status: Number([...fieldsOf(status ?? Buffer.alloc(0))].find(([number]) => number === 3)?.[1] ?? 0),
  };
}

function valueOf(message: Buffer | undefined): unknown {
  for (const [number, value] of fieldsOf(message ?? Buffer.alloc(0))) {
    if (number === 1) return value.toString();
    if (number === 2) return value === 1n;
    if (number === 3) return Number(value);
    if (number === 5 && Buffer.isBuffer(value)) return messages(value, 1).map(valueOf);
  }
  return undefined;
}
