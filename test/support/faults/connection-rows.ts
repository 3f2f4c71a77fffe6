import { bare, DECLARED, SLACK, timed } from './declared.ts';
import { answer, answering, delayed, dripping, hang, inTurn, once, pass, resetAfter, resetOnAccept } from './doors.ts';
import { proxy } from './fault-proxy.ts';
import type { FaultRow } from './fault-row.ts';
import { plainText, secure, silentHandshake } from './secure.ts';
import { blackHole, closedPort } from './unreachable.ts';

const AWAY = ['UPSTREAM_UNAVAILABLE'];
const LATE = ['UPSTREAM_TIMEOUT'];
const BAD = ['UPSTREAM_BAD_RESPONSE'];
/** What is no matter of time is answered within the client's deadline all the same. */
const IN_TIME = 3_000 + SLACK;
const retried = { ...bare, retries: 1 };

/** What may happen to a connection. */
export const CONNECTION_ROWS: readonly FaultRow[] = [
  { id: '–', fault: 'none', stand: proxy(pass), codes: [], within: IN_TIME, calls: 1 },
  { id: 'F1', fault: 'connect refused', stand: closedPort, codes: AWAY, within: 300, settings: retried },
  {
    id: 'F1',
    fault: 'connect refused, breaker open',
    stand: closedPort,
    codes: [...AWAY, 'UPSTREAM_BREAKER_OPEN'],
    within: 5,
    timed: 'UPSTREAM_BREAKER_OPEN',
    requests: 5_000,
    atOnce: 1,
    settings: { ...bare, breaker: {} },
  },
  {
    id: 'F2',
    fault: 'packets dropped (full backlog)',
    stand: blackHole,
    codes: [...AWAY, ...LATE],
    within: DECLARED.connect + SLACK,
    settings: timed,
  },
  { id: 'F4', fault: 'TLS without a flaw', stand: secure('none'), codes: [], within: IN_TIME },
  {
    id: 'F4',
    fault: 'TLS: expired',
    requests: 200,
    atOnce: 10,
    stand: secure('expired'),
    codes: ['UPSTREAM_TLS'],
    within: IN_TIME,
    settings: retried,
    calls: 0,
  },
  {
    id: 'F4',
    fault: 'TLS: wrong host',
    requests: 200,
    atOnce: 10,
    stand: secure('wrong host'),
    codes: ['UPSTREAM_TLS'],
    within: IN_TIME,
    settings: retried,
    calls: 0,
  },
  {
    id: 'F4',
    fault: 'TLS: self-signed',
    requests: 200,
    atOnce: 10,
    stand: secure('self-signed'),
    codes: ['UPSTREAM_TLS'],
    within: IN_TIME,
    settings: retried,
    calls: 0,
  },
  {
    id: 'F4',
    fault: 'TLS: handshake hangs',
    stand: silentHandshake,
    codes: ['UPSTREAM_TLS'],
    within: DECLARED.connect + SLACK,
    settings: timed,
  },
  { id: 'F4', fault: 'TLS: spoken in the clear', stand: plainText, codes: ['UPSTREAM_TLS'], within: IN_TIME, calls: 0 },
  {
    id: 'F5',
    fault: 'hang before headers',
    stand: proxy(hang),
    codes: LATE,
    within: DECLARED.firstByte + SLACK,
    released: true,
    settings: timed,
  },
  {
    id: 'F5',
    fault: 'first byte too late',
    stand: proxy(delayed(3 * DECLARED.total)),
    codes: LATE,
    within: DECLARED.firstByte + SLACK,
    settings: timed,
  },
  {
    id: 'F5',
    fault: 'first byte late, but in time',
    stand: proxy(delayed(DECLARED.firstByte / 4)),
    codes: [],
    within: IN_TIME,
    settings: timed,
  },
  {
    id: 'F6',
    fault: 'head, then nothing',
    stand: proxy(answering(answer('200 OK', '{', { 'content-length': '900' }))),
    codes: LATE,
    within: DECLARED.idle + SLACK,
    released: true,
    settings: timed,
  },
  {
    id: 'F7',
    fault: 'body a byte each 20 ms',
    stand: proxy(dripping(20, { head: false })),
    codes: LATE,
    within: DECLARED.total + SLACK,
    settings: timed,
  },
  {
    id: 'F7',
    fault: 'head a byte each 20 ms',
    stand: proxy(dripping(20, { head: true })),
    codes: LATE,
    within: DECLARED.total + SLACK,
    settings: timed,
  },
  { id: 'F8', fault: 'reset on accept', stand: proxy(resetOnAccept), codes: AWAY, within: IN_TIME },
  {
    id: 'F8',
    fault: 'reset before headers, always',
    stand: proxy(resetAfter(0)),
    codes: AWAY,
    within: IN_TIME,
    settings: retried,
    calls: 1.1,
  },
  { id: 'F8', fault: 'reset amid headers', stand: proxy(resetAfter(40)), codes: AWAY, within: IN_TIME },
  { id: 'F8', fault: 'reset amid the body', stand: proxy(resetAfter(250)), codes: [...AWAY, ...BAD], within: IN_TIME },
  {
    id: 'F8',
    fault: 'reset before headers, 1 of 20, read again',
    stand: proxy(inTurn([resetAfter(0), ...Array.from({ length: 19 }, () => once)])),
    codes: [],
    within: IN_TIME,
    settings: retried,
    calls: 1.1,
    atOnce: 1,
  },
];
