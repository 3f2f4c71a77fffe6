import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The admin token: given, or in development made for the run; `undefined` where there is none. */
export function adminToken(env: Environment, dev: boolean): string | undefined {
  const file = env['TOLLGATE_ADMIN_TOKEN_FILE'];
  const token = env['TOLLGATE_ADMIN_TOKEN'] || (file ? readFileSync(file, 'utf8').trim() : undefined);
  return token || (dev ? randomBytes(16).toString('hex') : undefined);
}

/** @throws Error when the variable holds no port */
export function portOf(env: Environment, variable: 'PORT' | 'ADMIN_PORT'): number | undefined {
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${variable} is "${text}", which is no port. Set it to a number from 0 to 65535.`);
}

/** Where the gateway keeps what it makes for itself. */
export const dataFolder = (env: Environment): string => env['TOLLGATE_DATA'] || '.tollgate';

/** Where the usage of operations is kept. */
export const usageFile = (env: Environment): string => join(dataFolder(env), 'usage.json');

/** @throws Error when the variable holds no address of a Redis; its text may hold a password, so the message does not */
export function redisUrl(env: Environment): string | undefined {
  const url = env['TOLLGATE_REDIS_URL'];
  if (url === undefined || url === '') return undefined;
  if (/^rediss?:$/.test(URL.parse(url)?.protocol ?? '')) return url;
  throw new Error('TOLLGATE_REDIS_URL is no address of a Redis. Write redis://host:port, or rediss:// for TLS.');
}
