import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a gateway's own, with flag definitions that a test may change. */
export interface FlagFolder extends Disposable {
  readonly root: string;
  /** Puts definitions in the place of those that are there, at once, as editors do. */
  readonly write: (flags: object | string, file?: string) => void;
}

export function flagFolder(flags?: object): FlagFolder {
  const root = mkdtempSync(join(tmpdir(), 'tollgate-flags-'));
  const write: FlagFolder['write'] = (content, file = 'test.json') => {
    mkdirSync(join(root, 'flags'), { recursive: true });
    const next = join(root, 'flags', `${file}.new`);
    writeFileSync(next, typeof content === 'string' ? content : JSON.stringify({ flags: content }));
    renameSync(next, join(root, 'flags', file));
  };
  if (flags) write(flags);
  return { root, write, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

/** A flag that is on or off for everybody. */
export const toggle = (on: boolean) => ({
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: on ? 'on' : 'off',
});
