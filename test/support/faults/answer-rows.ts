import { bare, DECLARED, SLACK, timed } from './declared.ts';
import { answer, answering, byTurns, CANARY, delayed, endless, inTurn, once } from './doors.ts';
import { proxy } from './fault-proxy.ts';
import type { FaultRow, Measured } from './fault-row.ts';

const LATE = ['UPSTREAM_TIMEOUT'];
const BAD = ['UPSTREAM_BAD_RESPONSE'];
/** What is no matter of time is answered within the client's deadline all the same. */
const IN_TIME = 3_000 + SLACK;
const retried = { ...bare, retries: 1 };
const well = '{"total":7,"next":null,"items":[]}';
const sick = answering(answer('503 Service Unavailable', `{"detail":"${CANARY}"}`, { connection: 'close' }), 'end');

/** What a service may answer. */
export const ANSWER_ROWS: readonly FaultRow[] = [
  {
    id: 'F10',
    fault: 'JSON that ends too early',
    stand: proxy(answering(answer('200 OK', `{"total": 7, "${CANARY}`))),
    codes: BAD,
    within: IN_TIME,
    calls: 1,
  },
  {
    id: 'F10',
    fault: 'length above the body',
    stand: proxy(answering(answer('200 OK', well, { 'content-length': '900' }), 'end')),
    codes: BAD,
    within: IN_TIME,
  },
  {
    id: 'F10',
    fault: 'length below the body',
    stand: proxy(answering(answer('200 OK', well, { 'content-length': '9' }))),
    codes: BAD,
    within: IN_TIME,
  },
  {
    id: 'F10',
    fault: 'two lengths',
    stand: proxy(answering(answer('200 OK', well, { 'content-length': '34', 'Content-Length': '35' }))),
    codes: BAD,
    within: IN_TIME,
  },
  {
    id: 'F10',
    fault: 'chunks that end too early',
    stand: proxy(answering(`${answer('200 OK', '', { 'transfer-encoding': 'chunked' })}22\r\n${well}\r\n`, 'end')),
    codes: BAD,
    within: IN_TIME,
  },
  {
    id: 'F10',
    fault: 'a chunk size that is none',
    stand: proxy(answering(answer('200 OK', `zz\r\n${well}\r\n0\r\n\r\n`, { 'transfer-encoding': 'chunked' }))),
    codes: BAD,
    within: IN_TIME,
  },
  {
    id: 'F11',
    fault: 'HTML with 200',
    stand: proxy(answering(answer('200 OK', `<html>${CANARY}</html>`, { 'content-type': 'text/html' }))),
    codes: BAD,
    within: IN_TIME,
    calls: 1,
  },
  {
    id: 'F11',
    fault: 'text with 200',
    stand: proxy(answering(answer('200 OK', `busy ${CANARY}`, { 'content-type': 'text/plain' }))),
    codes: BAD,
    within: IN_TIME,
    calls: 1,
  },
  {
    id: 'F11',
    fault: 'HTML said to be JSON',
    stand: proxy(answering(answer('200 OK', `<html>${CANARY}</html>`))),
    codes: BAD,
    within: IN_TIME,
    calls: 1,
  },
  {
    id: 'F11',
    fault: 'gzip that nobody asked for',
    stand: proxy(answering(answer('200 OK', '\x1f\x8b\x08\x00', { 'content-encoding': 'gzip' }))),
    codes: BAD,
    within: IN_TIME,
  },
  { id: 'F12', fault: 'no HTTP at all', stand: proxy(answering(`SSH-2.0-${CANARY}\r\n`)), codes: BAD, within: IN_TIME },
  {
    id: 'F12',
    fault: 'headers of 1 MiB',
    stand: proxy(answering(answer('200 OK', well, { 'x-flood': 'x'.repeat(1 << 20) }))),
    codes: BAD,
    within: IN_TIME,
    atOnce: 10,
  },
  {
    id: 'F12',
    fault: '20,000 headers',
    stand: proxy(
      answering(answer('200 OK', well, Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`x-${n}`, 'x'])))),
    ),
    codes: BAD,
    within: IN_TIME,
    // The client makes an error of each header that is too much, so a request costs some 70 ms.
    requests: 200,
    atOnce: 10,
  },
  {
    id: 'F12',
    fault: '103 before the answer',
    stand: proxy(answering(`HTTP/1.1 103 Early Hints\r\nlink: </${CANARY}>\r\n\r\n${answer('200 OK', well)}`)),
    codes: [],
    within: IN_TIME,
  },
  {
    id: 'F12',
    fault: '103 without end',
    stand: proxy(endless('', Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(500)))),
    codes: [...LATE, ...BAD],
    within: DECLARED.firstByte + SLACK,
    requests: 20,
    atOnce: 1,
    settings: timed,
  },
  {
    id: 'F12',
    fault: '101 that nobody asked for',
    stand: proxy(answering('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')),
    codes: BAD,
    within: IN_TIME,
  },
  {
    id: 'F13',
    fault: '5xx storm',
    stand: proxy(sick),
    codes: ['UPSTREAM_ERROR', 'UPSTREAM_BREAKER_OPEN'],
    within: IN_TIME,
    settings: { ...retried, breaker: {} },
    calls: 0.1,
  },
  {
    id: 'F13',
    fault: '5xx storm, breaker open for 250 ms at a time',
    stand: proxy(sick),
    codes: ['UPSTREAM_ERROR', 'UPSTREAM_BREAKER_OPEN'],
    within: IN_TIME,
    atOnce: 20,
    requests: 5_000,
    settings: { ...bare, breaker: { openFor: '250ms' } },
    also: ({ calls, milliseconds }) => {
      const most = 20 + 20 + Math.ceil(milliseconds / 250);
      return calls > most ? `${calls} calls, at most ${most} are what opens it and a probe a period` : undefined;
    },
  },
  {
    id: 'F14',
    fault: '5xx for 2 of 5',
    stand: proxy(inTurn([sick, once, sick, once, once])),
    codes: ['UPSTREAM_ERROR'],
    mixed: true,
    within: IN_TIME,
    settings: { ...retried, breaker: {} },
    calls: 1.1,
    also: ({ breakerChanges }) => (breakerChanges > 1 ? `the breaker changed ${breakerChanges} times` : undefined),
  },
  {
    id: 'F14',
    fault: '5xx for 500 ms, well for 500 ms, and so on',
    stand: proxy(byTurns(DECLARED.period, [sick, once])),
    codes: ['UPSTREAM_ERROR', 'UPSTREAM_BREAKER_OPEN'],
    mixed: true,
    within: IN_TIME,
    lasts: 10 * DECLARED.period,
    settings: { ...retried, breaker: { window: `${2 * DECLARED.period}ms`, openFor: `${DECLARED.period}ms` } },
    also: unsteady,
  },
  {
    id: 'F16',
    fault: 'ten times as slow, bulkhead of 8',
    stand: proxy(delayed(200)),
    codes: ['UPSTREAM_OVERLOADED', 'UPSTREAM_BREAKER_OPEN'],
    mixed: true,
    within: DECLARED.total + SLACK,
    settings: { ...bare, breaker: {}, bulkhead: { concurrency: 8, queue: 8 } },
    also: ({ mostWaiting }) => (mostWaiting > 8 ? `${mostWaiting} calls at once` : undefined),
  },
  {
    id: 'F17',
    fault: 'body without end, in chunks',
    stand: proxy(
      endless(
        answer('200 OK', '', { 'transfer-encoding': 'chunked' }),
        Buffer.from(`4000\r\n${'7'.repeat(0x40_00)}\r\n`),
      ),
    ),
    codes: BAD,
    within: DECLARED.total,
    atOnce: 1,
    released: true,
    weighed: true,
    also: tooMuchMemory,
  },
  {
    id: 'F17',
    fault: 'body of 1 GB, as it says',
    stand: proxy(endless(answer('200 OK', '', { 'content-length': '1000000000' }), Buffer.alloc(65_536, '7'))),
    codes: BAD,
    within: DECLARED.total,
    atOnce: 1,
    released: true,
    weighed: true,
    also: tooMuchMemory,
  },
  {
    id: 'F18',
    fault: 'JSON of 100,000 levels',
    stand: proxy(answering(answer('200 OK', '['.repeat(100_000) + ']'.repeat(100_000)))),
    codes: BAD,
    within: IN_TIME,
    atOnce: 4,
  },
  {
    id: 'F19',
    fault: 'redirect to itself',
    stand: proxy(answering(answer('302 Found', '', { location: '/airports' }))),
    codes: ['UPSTREAM_REDIRECT'],
    within: IN_TIME,
    calls: 1,
  },
  {
    id: 'F19',
    fault: 'redirect to another host',
    stand: proxy(answering(answer('307 Temporary Redirect', '', { location: `http://${CANARY}.invalid/` }))),
    codes: ['UPSTREAM_REDIRECT'],
    within: IN_TIME,
    calls: 1,
  },
  {
    id: 'F20',
    fault: 'a second answer that nobody asked for',
    stand: proxy(answering(answer('200 OK', well) + answer('200 OK', well.replace('7', '666')))),
    codes: [],
    within: IN_TIME,
    requests: 10_000,
    also: ({ totals }) => (totals.has(666) ? 'an answer of another owner was taken' : undefined),
  },
  {
    id: 'F21',
    fault: '401 with a body of its own',
    stand: proxy(answering(answer('401 Unauthorized', `{"message":"${CANARY}"}`))),
    codes: ['UPSTREAM_ERROR'],
    within: IN_TIME,
    calls: 1,
  },
  {
    id: 'F21',
    fault: 'a status that is none',
    stand: proxy(answering(answer('999 X', `{"message":"${CANARY}"}`))),
    codes: ['UPSTREAM_ERROR', ...BAD],
    within: IN_TIME,
  },
];

/** Above a retry for ten calls that were let through, or a change of the breaker in each half of a turn. */
function unsteady({ calls, requests, codes, breakerChanges, milliseconds }: Measured): string | undefined {
  const through = requests - (codes.get('UPSTREAM_BREAKER_OPEN') ?? 0);
  if (calls > 1.1 * through) return `${calls} calls for the ${through} requests that were let through`;
  const most = Math.ceil(milliseconds / DECLARED.period);
  return breakerChanges > most ? `the breaker changed ${breakerChanges} times, at most ${most}` : undefined;
}

function tooMuchMemory({ memory }: Measured): string | undefined {
  return memory > 20 ? `${memory} MB more than before` : undefined;
}
