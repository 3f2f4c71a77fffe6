import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

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
