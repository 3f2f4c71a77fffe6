import { existsSync } from 'node:fs';
import { basename, dirname, matchesGlob, resolve, sep } from 'node:path';
import { watch } from 'chokidar';

/** Milliseconds of quiet before a change is told: editors write a file in several steps. */
const QUIET = 50;

/** What a folder holds may be swapped by one rename of a link elsewhere, which is how Kubernetes renews mounted files. */
const SWAPPED = /^\.\./;

export interface WatchedFiles {
  /** Seen from `root`. */
  readonly globs: readonly string[];
  readonly root: string;
  readonly changed: () => void;
  /** Told of what keeps something from being watched. */
  readonly failed: (error: unknown) => void;
}

/** Tells of every change of the files that match, those that come and go included; changes close to each other count as one. */
export async function watchFiles({
  globs,
  root,
  changed,
  failed,
}: WatchedFiles): Promise<{ readonly close: () => Promise<void> }> {
  const patterns = globs.map((glob) => resolve(root, glob));
  const folders = patterns.map(fixedPart);
  const matches = (path: string): boolean =>
    patterns.some((pattern) => matchesGlob(path, pattern)) ||
    (SWAPPED.test(basename(path)) && folders.includes(dirname(path)));
  const within = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);
  // A folder need not exist yet: what leads to it is watched, what lies beside that is not.
  const ignored = (path: string): boolean =>
    !folders.some((folder) => within(folder, path) || within(path, folder)) || path.includes(`${sep}node_modules`);
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folders.map(existing), { ignoreInitial: true, ignored, followSymlinks: false });
  watcher.on('error', failed);
  watcher.on('all', (_, path) => {
    if (!matches(resolve(path))) return;
    clearTimeout(timer);
    timer = setTimeout(changed, QUIET);
  });
  await new Promise<void>((ready) => watcher.once('ready', ready));
  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

/** The folder, or the nearest one above it that exists. */
function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(dirname(folder));
}

/** The folder of a glob up to its first wildcard. */
function fixedPart(glob: string): string {
  const parts = glob.split(sep);
  const wild = parts.findIndex((part) => /[*?[\]{}!]/.test(part));
  return parts.slice(0, wild === -1 ? -1 : wild).join(sep) || sep;
}
