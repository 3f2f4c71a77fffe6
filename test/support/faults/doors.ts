import { setTimeout as pause } from 'node:timers/promises';
import { type Door, toService } from './fault-proxy.ts';

/** Everything goes through as it is. */
export const pass: Door = (client, service) => void toService(client, service).pipe(client);

/** Accepted, and then nothing. */
export const hang: Door = () => {};

/** Reset at once. */
export const resetOnAccept: Door = (client) => void client.resetAndDestroy();

/** The service does its work, and the connection is reset before anything of the answer, or after so many of its bytes. */
export const resetAfter =
  (bytes: number): Door =>
  (client, service) => {
    let passed = 0;
    toService(client, service).on('data', (chunk) => {
      const left = bytes - passed;
      passed += chunk.length;
      if (passed < bytes) client.write(chunk);
      else if (left <= 0) client.resetAndDestroy();
      else client.write(chunk.subarray(0, left), () => client.resetAndDestroy());
    });
  };

/** The answer comes this much later. */
export const delayed =
  (milliseconds: number): Door =>
  (client, service, counts) => {
    toService(client, service).on('data', async (chunk) => {
      counts.mostWaiting = Math.max(counts.mostWaiting, ++counts.waiting);
      await pause(milliseconds);
      counts.waiting--;
      client.write(chunk);
    });
  };

/** The answer comes a byte at a time; its head at once, or a byte at a time too. */
export const dripping =
  (milliseconds: number, { head }: { readonly head: boolean }): Door =>
  (client, service) => {
    toService(client, service).on('data', async (chunk) => {
      const start = head ? 0 : chunk.indexOf('\r\n\r\n') + 4;
      if (start > 0) client.write(chunk.subarray(0, start));
      for (let at = start; at < chunk.length && !client.destroyed; at++) {
        client.write(chunk.subarray(at, at + 1));
        await pause(milliseconds);
      }
    });
  };

/** The real answer with something of its text changed. */
const rewritten =
  (change: (text: string) => string, then: 'stay' | 'end' = 'stay'): Door =>
  (client, service) => {
    toService(client, service).on('data', (chunk) => {
      client.write(change(chunk.toString('latin1')), 'latin1');
      if (then === 'end') client.end();
    });
  };

/** The real answer, and the connection ends with it. */
export const once = rewritten((text) => text.replace('\r\n', '\r\nconnection: close\r\n'), 'end');

/** Each request gets this, whatever it asks; the service is not called. */
export const answering =
  (text: string | readonly string[], then: 'stay' | 'end' = 'stay'): Door =>
  (client) => {
    client.on('data', () => {
      for (const part of [text].flat()) client.write(part, 'latin1');
      if (then === 'end') client.end();
    });
  };

/** An answer without end, as quick as it is taken. */
export const endless =
  (head: string, piece: Buffer): Door =>
  (client) => {
    client.once('data', () => {
      client.write(head);
      const more = (): void => {
        while (!client.destroyed && client.write(piece));
      };
      client.on('drain', more);
      more();
    });
  };

/** One door, then another, by connection and in turn: each shows the share that it has in the list. */
export function inTurn(doors: readonly Door[]): Door {
  let at = 0;
  return (client, service, counts) => doors[at++ % doors.length]?.(client, service, counts);
}

/** One door for so long, then the next, and so on. */
export function byTurns(milliseconds: number, doors: readonly Door[]): Door {
  const startedAt = performance.now();
  return (client, service, counts) => {
    const turn = Math.floor((performance.now() - startedAt) / milliseconds);
    doors[turn % doors.length]?.(client, service, counts);
  };
}

/** What no client may ever see. */
export const CANARY = 'CANARY-7f3a91';

/** An HTTP answer as it stands on the wire, its length told unless a header does. */
export function answer(status: string, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    'content-type': 'application/json',
    'x-internal': CANARY,
    ...(!('transfer-encoding' in headers) && { 'content-length': String(body.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`;
}
