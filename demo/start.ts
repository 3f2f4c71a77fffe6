import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** `npm start`: Atlas' services in a process of their own, and the gateway in development before them. */
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const services = fork(path('./services/main.ts'));
const [up] = await Promise.race([once(services, 'message'), once(services, 'exit').then(() => [null])]);
if (up === null) process.exit(1); // the services have said why
const { geography, airports, clock, trips } = up as Record<string, string>;

const command = [path('../bin/tollgate.js'), 'dev', '--config', path('./tollgate.config.ts'), ...process.argv.slice(2)];
const env = {
  ATLAS_GEOGRAPHY_URL: geography,
  ATLAS_AIRPORTS_URL: airports,
  ATLAS_CLOCK_URL: clock,
  ATLAS_TRIPS_URL: trips,
  ...process.env,
};
const gateway = spawn(process.execPath, command, { stdio: 'inherit', env });

// A terminal sends its Ctrl-C to every process; sent on, it would reach the gateway twice and end it at once.
process.on('SIGINT', () => process.stdin.isTTY || gateway.kill('SIGINT'));
process.on('SIGTERM', () => gateway.kill('SIGTERM'));
const [code] = (await once(gateway, 'exit')) as [number | null];
services.kill();
process.exit(code ?? 1);
