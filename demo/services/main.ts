import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { airportsService } from './airports.ts';
import { clockService } from './clock.ts';
import { geographyService } from './geography.ts';
import { tripsService } from './trips.ts';

/** Atlas' services with the ports that its config expects. `node main.ts airports` starts one, without a name all. */
const SERVICES = {
  geography: { create: geographyService, port: 4101 },
  airports: { create: airportsService, port: 4102 },
  clock: { create: clockService, port: 4103 },
  trips: { create: tripsService, port: 4104 },
} as const;

type Name = keyof typeof SERVICES;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in SERVICES));
if (unknown.length > 0) {
  console.error(`No service is called ${unknown.join(', ')}. There are: ${Object.keys(SERVICES).join(', ')}.`);
  process.exit(2);
}
const names = (wanted.length > 0 ? wanted : Object.keys(SERVICES)) as Name[];

/** `ATLAS_AIRPORTS_PORT=0` takes any free port. */
async function start(name: Name): Promise<readonly [Name, string]> {
  const port = Number(process.env[`ATLAS_${name.toUpperCase()}_PORT`] ?? SERVICES[name].port);
  const server = SERVICES[name].create().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const variable = `ATLAS_${name.toUpperCase()}_PORT`;
    throw new Error(`Port ${port} is taken. Set ${variable} to a free one, or stop what listens there.`, {
      cause: error,
    });
  }
  return [name, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
}

try {
  const addresses = Object.fromEntries(await Promise.all(names.map(start)));
  // A parent process reads the addresses; a person reads the lines.
  if (process.send) process.send(addresses);
  else for (const [name, url] of Object.entries(addresses)) console.log(`${name.padEnd(10)} ${url}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
process.once('disconnect', () => process.exit(0));
