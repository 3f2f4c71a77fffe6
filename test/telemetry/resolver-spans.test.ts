import Module from 'node:module';
import { type GraphQLResolveInfo, type GraphQLSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolver } from '../../src/index.ts';
import { atlasConfig, atlasGateway, type Service, startService } from '../support/projects/atlas.ts';
import { serveSdl } from '../support/projects/serve-sdl.ts';
import { Status } from '../support/peers/service.ts';
import { type ReceivedSpan, type Receiver, startReceiver } from '../support/peers/otlp-receiver.ts';

const ITINERARY = { documentId: '8bcfa45dbb2f2fd429c7e3fe5dcfa465fcbfa1e1b11e7e510c9b2f2101bc127a' };
const FAST = { OTEL_BSP_SCHEDULE_DELAY: '10' };
const TOKEN = 'operators-only';
const bearing = (token: string): RequestInit => ({ headers: { 'x-tollgate-trace': token } });

let services: readonly Service[] = [];
beforeAll(async () => {
  services = await Promise.all([startService('trips'), startService('airports')]);
});
afterAll(async () => {
  await Promise.all(services.map((service) => service[Symbol.asyncDispose]()));
});

interface Settings {
  readonly config?: Parameters<typeof atlasConfig>[0];
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, boolean>>;
}

/** A gateway whose resolvers get spans in this share of the traced requests. */
const tracingGateway = (collector: Receiver, resolverSpans: number, { config, env, flags }: Settings = {}) =>
  atlasGateway(services, {
    config: atlasConfig({ ...config, telemetry: { resolverSpans } }),
    env: { ...FAST, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TOLLGATE_ADMIN_TOKEN: TOKEN, ...env },
    ...(flags && { flags }),
  });

const resolversOf = (spans: readonly ReceivedSpan[]): readonly ReceivedSpan[] =>
  spans.filter(({ name }) => name.startsWith('graphql.resolve '));
const pathsOf = (spans: readonly ReceivedSpan[]): readonly string[] =>
  resolversOf(spans).map(({ name }) => name.slice('graphql.resolve '.length));

/** `airport` answered here, with the schema that it was asked by; `meanwhile` is awaited before it answers. */
function airportHere(seen: (schema: GraphQLSchema) => void, meanwhile?: () => Promise<void>): Settings {
  const airport = async (_: unknown, { code }: { code: string }, __: unknown, info: GraphQLResolveInfo) => {
    seen(info.schema);
    await meanwhile?.();
    return { code, name: 'Somewhere' };
  };
  return { config: { resolvers: { Query: { airport } } } };
}

describe('spans of resolvers', () => {
  test('the header with the admin token asks for them: one a path, nested, in the request’s trace, the answer as ever', async () => {
    await using collector = await startReceiver();
    const gateway = await tracingGateway(collector, 0);
    const params = { ...ITINERARY, variables: { id: 'T0001' } };
    const plain = await gateway.post(params);
    const spanned = await gateway.post(params, bearing(TOKEN));
    expect(plain.body.errors).toBeUndefined();
    expect(spanned.body).toEqual(plain.body);
    await gateway.stop();
    const all = Map.groupBy(collector.spans, ({ traceId }) => traceId);
    expect([...all.values()].map((spans) => resolversOf(spans).length > 0)).toEqual([false, true]);
    const spans = [...all.values()][1] ?? [];
    const paths = [
      'trip',
      ...['id', 'title', 'status', 'legs'].map((field) => `trip.${field}`),
      ...['departsAt', 'from', 'to'].map((field) => `trip.legs.*.${field}`),
      ...['from', 'to'].flatMap((end) =>
        ['code', 'name', 'city', 'countryCode'].map((field) => `trip.legs.*.${end}.${field}`),
      ),
    ];
    expect(pathsOf(spans).toSorted()).toEqual(paths.toSorted());
    const byId = new Map(spans.map((span) => [span.spanId, span.name]));
    const parentOf = (name: string) => byId.get(spans.find((span) => span.name === name)?.parentSpanId ?? '');
    expect(parentOf('graphql.resolve trip.legs.*.from.code')).toBe('graphql.resolve trip.legs.*.from');
    expect(parentOf('graphql.resolve trip')).toBe('query TripItinerary');
    expect(parentOf('query TripItinerary')).toBe('tollgate.executed');
    expect(resolversOf(spans)[0]).toMatchObject({
      kind: 1,
      status: 0,
      attributes: { 'graphql.field.name': 'trip', 'graphql.field.type': 'Trip', 'graphql.parent.name': 'Query' },
    });
    expect(collector.raw()).not.toContain('T0001');
  });

  test('it records what the sampler would not, and tells the sources so', async () => {
    await using collector = await startReceiver();
    const gateway = await tracingGateway(collector, 0, { env: { OTEL_TRACES_SAMPLER: 'always_off' } });
    await gateway.post({ query: '{ airport(code: "AMS") { code } }' });
    await gateway.post({ query: '{ airport(code: "AMS") { code } }' }, bearing(TOKEN));
    await gateway.stop();
    expect(pathsOf(collector.spans)).toEqual(['airport', 'airport.code']);
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  test.each([
    ['another token', 'operators-only?', 0],
    ['no token', '', 0],
    ['every request', undefined, 1],
    ['none', undefined, 0],
  ])('%s', async (_, token, share) => {
    await using collector = await startReceiver();
    const gateway = await tracingGateway(collector, share);
    for (let i = 0; i < 5; i++)
      await gateway.post({ query: '{ __typename gateway { version } }' }, token === undefined ? {} : bearing(token));
    await gateway.stop();
    expect(collector.spans.filter(({ kind }) => kind === 2)).toHaveLength(5);
    expect(pathsOf(collector.spans)).toEqual(
      Array.from({ length: 5 * share }, () => ['gateway', 'gateway.version']).flat(),
    );
    expect(gateway.logs.some((line) => JSON.stringify(line).includes('operators-only'))).toBe(false);
  });

  test('they run on a schema of their own: that of all other requests stays as it was, and nothing is hooked', async () => {
    await using collector = await startReceiver();
    const schemas: GraphQLSchema[] = [];
    const { require } = Module.prototype;
    await using gateway = await tracingGateway(
      collector,
      0,
      airportHere((schema) => void schemas.push(schema)),
    );
    const ask = (init?: RequestInit) => gateway.post({ query: '{ airport(code: "AMS") { code name } }' }, init);
    await ask();
    const before = functionsOf(schemas[0] as GraphQLSchema);
    const answers = [await ask(bearing(TOKEN)), await ask(bearing(TOKEN)), await ask()];
    for (const { body } of answers) expect(body).toEqual({ data: { airport: { code: 'AMS', name: 'Somewhere' } } });
    const [plain, first, second, last] = schemas;
    expect([first === plain, second === first, last === plain]).toEqual([false, true, true]);
    const after = functionsOf(plain as GraphQLSchema);
    expect(before.size).toBeGreaterThan(20);
    expect([...after].every(([name, resolve]) => resolve === before.get(name))).toBe(true);
    expect(functionsOf(first as GraphQLSchema).get('Query.airport')).not.toBe(before.get('Query.airport'));
    expect(Module.prototype.require).toBe(require);
  });

  test('a gate that is closed stays closed on it', async () => {
    await using collector = await startReceiver();
    let asked = 0;
    const localTime = (): string => `${++asked}`;
    const airport = (): object => ({ code: 'AMS' });
    const config = { resolvers: { Query: { airport }, Airport: { localTime } } };
    for (const [on, expected] of [
      [false, null],
      [true, '1'],
    ] as const) {
      await using gateway = await tracingGateway(collector, 1, { config, flags: { 'local-times': on } });
      const { body } = await gateway.post({ query: '{ airport(code: "AMS") { localTime } }' });
      expect(body).toEqual({ data: { airport: { localTime: expected } } });
    }
    expect(pathsOf(await collector.received(16))).toEqual(
      Array.from({ length: 2 }, () => ['airport', 'airport.localTime']).flat(),
    );
  });

  test('requests at once have all of their own spans and no others', async () => {
    await using collector = await startReceiver();
    const all = Promise.withResolvers<void>();
    let waiting = 0;
    const together = () => {
      if (++waiting === 4) all.resolve();
      return all.promise;
    };
    const gateway = await tracingGateway(
      collector,
      1,
      airportHere(() => {}, together),
    );
    const requests = ['a', 'b', 'c', 'd'].map((name) => ({ name, traceId: name.repeat(32) }));
    await Promise.all(
      requests.map(({ name, traceId }) =>
        gateway.post(
          { query: `{ ${name}: airport(code: "AMS") { ${name}${name}: code } }` },
          { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } },
        ),
      ),
    );
    await gateway.stop();
    for (const { name, traceId } of requests) {
      const own = collector.spans.filter((span) => span.traceId === traceId);
      expect(pathsOf(own)).toEqual([name, `${name}.${name}${name}`]);
      const ids = new Set(own.map(({ spanId }) => spanId));
      expect(resolversOf(own).every(({ parentSpanId }) => ids.has(parentSpanId))).toBe(true);
    }
    expect(resolversOf(collector.spans)).toHaveLength(8);
  });

  test('a resolver that fails marks its span by its code; what a client writes into the text reaches none', async () => {
    await using collector = await startReceiver();
    const trip = resolver(['trips'], (_, { id }: { id: string }, { sources }) =>
      sources.trips.get('/trips/{id}', { params: { id } }),
    );
    const gateway = await tracingGateway(collector, 1, { config: { resolvers: { Query: { trip } } } });
    const query = `# for eva@example.org\n{ trip(id: "eva@example.org") { id } constructor: airport(code: "AMS") { code } }`;
    await services[0]?.fault({ status: 500 });
    const { body } = await gateway.post({ query });
    await services[0]?.fault({});
    expect(body.data).toEqual({ trip: null, constructor: { code: 'AMS' } });
    await gateway.stop();
    const span = resolversOf(collector.spans).find(({ name }) => name === 'graphql.resolve trip');
    expect(span).toMatchObject({ status: 2, attributes: { 'error.type': 'UPSTREAM_ERROR' } });
    expect(collector.raw()).not.toContain('eva@');
  });
});

describe('the span of a field whose connector failed is marked by its code', () => {
  const SDL = `extend schema @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })
    type Query {
      root: Int @connect(source: "api", http: { GET: "/broken" }, selection: "$")
      thing: Thing @connect(source: "api", http: { GET: "/thing" }, selection: "id")
      made: Thing
    }
    type Mutation { change: Int @connect(source: "api", http: { POST: "/broken" }, selection: "$") }
    type Thing { id: ID! below: Int @connect(source: "api", http: { GET: "/broken/{$this.id}" }, selection: "$") }`;

  test.each([
    ['at the root', '{ root }', 'root'],
    ['below the root', '{ thing { below } }', 'thing.below'],
    ['under another key', '{ thing { a: below b: below } }', 'thing.a'],
    ['below a resolver in code', '{ made { below } }', 'made.below'],
    ['in a mutation', 'mutation { change }', 'change'],
  ])('%s', async (_, query, path) => {
    await using collector = await startReceiver();
    const answer = ({ pathname }: URL) => (pathname === '/thing' ? { id: 1 } : new Status(500));
    const resolvers = { Query: { made: () => ({ id: 1 }) } };
    const env = { ...FAST, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    await using served = await serveSdl(SDL, answer, { resolvers, telemetry: { resolverSpans: 1 } }, { env });
    const { body } = await served.gateway.post({ query });
    expect(body.errors?.[0]).toMatchObject({ path: path.split('.'), extensions: { code: 'UPSTREAM_ERROR' } });
    await served.gateway.stop();
    const spans = resolversOf(collector.spans).filter(({ status }) => status === 2);
    expect(spans[0]).toMatchObject({
      name: `graphql.resolve ${path}`,
      attributes: { 'error.type': 'UPSTREAM_ERROR' },
    });
  });
});

/** The resolvers of a schema, by coordinate. */
function functionsOf(schema: GraphQLSchema): ReadonlyMap<string, unknown> {
  return new Map(
    Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field.resolve] as const),
      ),
  );
}
