import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../peers/free-port.ts';
import { type MakeStand, noCounts } from './fault-proxy.ts';

/** A port that nobody listens at. */
export const closedPort: MakeStand = async () => ({
  url: `http://127.0.0.1:${await freePort()}`,
  counts: noCounts(),
  [Symbol.asyncDispose]: async () => {},
});

/**
 * A listener that accepts nothing and whose backlog is full, so that the kernel drops what comes: packet loss without
 * rights. Where the machine answers all the same, there is no such stand.
 */
export const blackHole: MakeStand = async () => {
  const child = fork(new URL('full-backlog-process.ts', import.meta.url), { stdio: 'ignore' });
  const [port] = (await once(child, 'message')) as [number];
  child.kill('SIGSTOP');
  const waiting: Socket[] = [];
  const isDropped = async (): Promise<boolean> => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    waiting.push(socket);
    await Promise.race([once(socket, 'connect'), pause(150)]);
    return socket.connecting;
  };
  let dropped = false;
  for (let i = 0; i < 20 && !dropped; i++) dropped = await isDropped();
  const dispose = async (): Promise<void> => {
    for (const socket of waiting) socket.destroy();
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  if (!dropped) {
    await dispose();
    return undefined;
  }
  return { url: `http://127.0.0.1:${port}`, counts: noCounts(), [Symbol.asyncDispose]: dispose };
};
