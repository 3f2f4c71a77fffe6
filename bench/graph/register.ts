import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { createToolbox } from '../../src/toolbox.ts';
import { ROOT, shopConfig } from './config.ts';

/** Registers the operations of the bench as `tollgate operations build` does, in a folder of their own; answers with id by name. */
export function registerOperations(folder: string): Readonly<Record<string, string>> {
  cpSync(join(ROOT, 'operations'), folder, { recursive: true });
  const nowhere = 'http://127.0.0.1:9'; // contracts are made without calling any source
  const { contracts } = createToolbox(readConfig(shopConfig(nowhere, folder)), ROOT).write();
  return Object.fromEntries(contracts.map(({ name, id }) => [name, id]));
}
