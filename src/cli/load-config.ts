import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { type Config, type ConfigInput, readConfig } from '../config.ts';
import { ProblemsError } from '../kernel/problems/problem.ts';
import { createToolbox, type Toolbox } from '../toolbox.ts';
import { unreadableConfig } from './unreadable-config.ts';

const NAMES = [
  'tollgate.config.ts',
  'tollgate.config.js',
  'tollgate.config.yaml',
  'tollgate.config.yml',
  'tollgate.config.json',
];

export interface LoadedConfig {
  /** As written, for `createGateway()`. */
  readonly input: ConfigInput;
  /** Checked. */
  readonly config: Config;
  /** The folder that paths of the config are seen from. */
  readonly root: string;
  /** Where it stands, absolute. */
  readonly path: string;
  /** The files that it was read from, absolute: the config's own and what that imports of the user's. */
  readonly files: readonly string[];
}

/**
 * Finds and reads the config: `--config`, then `TOLLGATE_CONFIG`, then a file `tollgate.config.*` in the working
 * directory, then the member `tollgate.config` of its package.json.
 */
export async function loadConfig(option: string | undefined): Promise<LoadedConfig> {
  const path = findConfig(option);
  const file = relative(process.cwd(), path) || path;
  if (!existsSync(path))
    throw new ProblemsError('The config cannot be read.', [{ file, message: 'There is no such file.' }]);
  const { input, files } = await readInput(path, file);
  return { input, config: readConfig(input, file), root: dirname(path), path, files };
}

/** The toolbox over the config that is found. */
export async function openToolbox(option: string | undefined): Promise<Toolbox> {
  const { config, root } = await loadConfig(option);
  return createToolbox(config, root);
}

function findConfig(option: string | undefined): string {
  const named = option ?? process.env['TOLLGATE_CONFIG'] ?? NAMES.find((name) => existsSync(name)) ?? configOfPackage();
  if (named) return resolve(named);
  throw new ProblemsError('No config was found.', [
    {
      file: NAMES[0] ?? '',
      message: `Write one here (${NAMES.join(', ')}), or name it by --config or TOLLGATE_CONFIG.`,
    },
  ]);
}

function configOfPackage(): string | undefined {
  const path = join(process.cwd(), 'package.json');
  if (!existsSync(path)) return undefined;
  const { tollgate } = JSON.parse(readFileSync(path, 'utf8')) as { tollgate?: { config?: string } };
  return tollgate?.config;
}

type Read = Pick<LoadedConfig, 'input' | 'files'>;

async function readInput(path: string, file: string): Promise<Read> {
  try {
    if (/\.(ts|js|mjs)$/.test(path)) return await importConfig(path);
    const text = readFileSync(path, 'utf8');
    return { input: (path.endsWith('.json') ? JSON.parse(text) : parseYaml(text)) as ConfigInput, files: [path] };
  } catch (error) {
    throw unreadableConfig(error, file);
  }
}

/** Makes an import new: the loader keeps every module under its address for good. */
let imports = 0;

/**
 * Imports a config as an ES module, and what it imports of the user's files too, whatever `type` the package.json beside
 * it has: `npm init` writes `commonjs`, under which `import` would be a syntax error. Each time they are read afresh.
 */
async function importConfig(path: string): Promise<Read> {
  const mark = `?import=${++imports}`;
  const files = new Set([path]);
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const isOwn = specifier.startsWith('.') && context.parentURL?.endsWith(mark);
      const isUsers = isOwn && found.url.startsWith('file:') && !found.url.includes('/node_modules/');
      if (!isUsers && !found.url.endsWith(mark)) return found;
      const url = isUsers ? `${found.url}${mark}` : found.url;
      files.add(fileURLToPath(url));
      return { ...found, url, ...(fileURLToPath(url).endsWith('.ts') && { format: 'module-typescript' }) };
    },
  });
  try {
    const { default: input } = (await import(`${pathToFileURL(path).href}${mark}`)) as { default: ConfigInput };
    return { input, files: [...files] };
  } finally {
    hooks.deregister();
  }
}
