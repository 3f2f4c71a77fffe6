import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Service } from '../projects/atlas.ts';
import { CANARY } from './doors.ts';
import type { Stand } from './fault-proxy.ts';
import type { FaultRow, Measured } from './fault-row.ts';
import { MOST_STARVED, waitedForCore } from '../readings/waited-for-core.ts';
import { atlasBefore, QUERY } from './atlas-before.ts';
import type { TestBody, TestGateway } from '../../../src/testing.ts';

/** Sends the requests of a row to a gateway whose airports are the stand and whose trips are well. */
export async function measure(row: FaultRow, stand: Stand, trips: Service): Promise<Measured> {
  if (row.weighed) await flawsByCode(row, stand, trips, 200); // what is made once, code above all, does not count
  await using gateway = await atlasBefore(stand, trips, row, 'by connector');
  const times: number[] = [];
  const codes = new Map<string, number>();
  const totals = new Set<unknown>();
  const wrong = new Set<string>();
  const held = row.weighed ? heldMemory() : () => 0;
  const before = held();
  let mostMemory = before;
  let answers = 0;
  const [began, waited] = [performance.now(), waitedForCore(process.pid)];
  const requests = await send(row, gateway, ({ body, head }, took) => {
    const code = body.errors?.[0]?.extensions.code ?? '–';
    if (took !== undefined && code === (row.timed ?? code)) times.push(took);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    totals.add((body.data?.['airports'] as { total?: unknown } | null)?.total);
    for (const one of flaws(body, head, row, stand)) wrong.add(one);
    if (answers++ % 25 === 0) mostMemory = Math.max(mostMemory, held());
  });
  const milliseconds = performance.now() - began;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.ceil(times.length * share) - 1] ?? 0;
  return {
    requests,
    milliseconds,
    starved: (waitedForCore(process.pid) - waited) / milliseconds,
    p50: at(0.5),
    p99: at(0.99),
    codes,
    totals,
    calls: stand.counts.requests,
    mostWaiting: stand.counts.mostWaiting,
    leftOpen: row.released ? await leftOpen(stand) : 0,
    breakerChanges: breakerChanges(gateway),
    memory: Math.round((mostMemory - before) / 1e6),
    wrong,
  };
}

/** Bytes of what is read that are held. Resident memory tells what was not yet swept too, and the lines of a test's log. */
function heldMemory(): () => number {
  setFlagsFromString('--expose-gc');
  const sweep = runInNewContext('gc') as () => void;
  return () => {
    sweep();
    sweep(); // buffers are let go beside the first
    return process.memoryUsage().external;
  };
}

/** What is wrong with the answers where a resolver calls the stand instead of a connector. */
export async function flawsByCode(
  row: FaultRow,
  stand: Stand,
  trips: Service,
  requests = 20,
): Promise<ReadonlySet<string>> {
  await using gateway = await atlasBefore(stand, trips, row, 'by code');
  const wrong = new Set<string>();
  await send({ requests, atOnce: Math.min(20, row.atOnce ?? 20) }, gateway, ({ body, head }) => {
    for (const one of flaws(body, head, row, stand)) wrong.add(`by code: ${one}`);
  });
  return wrong;
}

interface Given {
  readonly body: TestBody;
  /** The headers, as text. */
  readonly head: string;
}

/** Sends requests until all are sent or the time is over. @returns how many */
async function send(
  { requests = 1_000, atOnce = 40, lasts }: Pick<FaultRow, 'requests' | 'atOnce' | 'lasts'>,
  gateway: TestGateway,
  came: (given: Given, took: number | undefined) => void,
): Promise<number> {
  const began = performance.now();
  const goesOn = (): boolean => (lasts === undefined ? sent < requests : performance.now() - began < lasts);
  let sent = 0;
  const client = async (_: unknown, index: number): Promise<void> => {
    // One after the other, so that they do not all wait and come back in step.
    await pause(index * 5);
    for (let isFirst = true; goesOn(); isFirst = false) {
      sent++;
      const startedAt = performance.now();
      // By HTTP each twentieth, untimed: a client in the same process costs more than all that is measured. So is each client's
      // first, when nothing is compiled yet.
      const isHttp = sent % 20 === 0;
      const given = await (isHttp ? byHttp : embedded)(gateway, { offset: sent % 5_000 });
      came(given, isHttp || isFirst ? undefined : performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return sent;
}

async function byHttp(gateway: TestGateway, variables: object): Promise<Given> {
  const { body, headers } = await gateway.post({ query: QUERY, variables });
  return { body, head: [...headers].join(' ') };
}

async function embedded(gateway: TestGateway, variables: Readonly<Record<string, unknown>>): Promise<Given> {
  const body = JSON.parse(JSON.stringify(await gateway.execute({ document: QUERY, variables }))) as TestBody;
  return { body, head: '' };
}

/** What is wrong with one answer, whatever its row. */
function* flaws(body: TestBody, head: string, { codes, mixed }: FaultRow, stand: Stand): Iterable<string> {
  const { data, errors = [] } = body;
  const text = `${JSON.stringify(body)} ${head}`;
  if (text.includes(CANARY)) yield 'something of the source reached the client';
  if (text.includes(new URL(stand.url).host)) yield 'the address of the source reached the client';
  if (typeof (data?.['trips'] as { total?: unknown } | null)?.total !== 'number')
    yield 'the other source was not answered';
  if (errors.length === 0 && codes.length > 0 && !mixed) yield 'it did not fail';
  if (errors.length > 1) yield 'more errors than one';
  for (const { extensions } of errors) {
    if (!codes.includes(extensions.code)) yield `the code ${extensions.code}`;
    if (extensions['source'] !== 'airports') yield 'an error without its source';
    if (extensions['coordinate'] !== 'Query.airports') yield 'an error without its coordinate';
    const degraded = JSON.stringify(body.extensions?.['degraded']);
    if (degraded !== '[{"source":"airports","paths":["airports"]}]') yield `degraded ${degraded}`;
  }
}

/** Connections that are not given up in the time of a few turns. */
async function leftOpen({ counts }: Stand): Promise<number> {
  for (let i = 0; i < 50 && counts.open > 0; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  return counts.open;
}

const breakerChanges = ({ signals }: TestGateway): number =>
  signals.filter(({ name, attributes }) => name === 'source.breaker' && attributes?.['state'] !== 'HALF_OPEN').length;

const isLate = ({ within }: FaultRow, { p99 }: Measured): boolean => p99 > within;

/** Whether a figure was missed because others held the cores. */
export const isVoid = (row: FaultRow, measured: Measured): boolean =>
  isLate(row, measured) && measured.starved > MOST_STARVED;

/** What keeps a row from passing. */
export function failuresOf(row: FaultRow, measured: Measured): readonly string[] {
  const { p99, wrong, calls, requests, leftOpen: left } = measured;
  const most = row.calls === undefined ? undefined : row.calls * requests;
  return [
    ...wrong,
    ...(isLate(row, measured) && !isVoid(row, measured) ? [`p99 ${p99.toFixed(0)} ms, at most ${row.within}`] : []),
    ...(most !== undefined && calls > most ? [`${calls} calls, at most ${most}`] : []),
    ...(left > 0 ? [`${left} connections left open`] : []),
    ...((row.also?.(measured) ?? '') ? [row.also?.(measured) ?? ''] : []),
  ];
}
