import { fork } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import type { Setup, Usage } from './membership.ts';

/** A process of the bench, seen from the main one. */
export interface Member extends AsyncDisposable {
  readonly url: string;
  readonly adminUrl: string | undefined;
  readonly usage: () => Promise<Usage>;
}

/** Starts a program that calls `joinBench`, and waits until it serves. */
export async function startMember(program: URL, setup: Setup): Promise<Member> {
  const child = fork(program, [JSON.stringify(setup)]);
  const exited = once(child, 'exit');
  const failed = exited.then(() => {
    throw new Error(`${basename(program.pathname)} ended before the bench did.`);
  });
  failed.catch(() => {}); // told where somebody waits for a message; after the end it is no news
  const message = async (): Promise<unknown> => (await Promise.race([once(child, 'message'), failed]))[0];

  const { url, adminUrl } = (await message()) as Pick<Member, 'url' | 'adminUrl'>;
  return {
    url,
    adminUrl,
    async usage() {
      const answer = message();
      child.send('usage');
      return (await answer) as Usage;
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      const hung = setTimeout(() => child.kill('SIGKILL'), 2_000);
      await exited;
      clearTimeout(hung);
    },
  };
}
