import { join } from 'node:path';
import { systemClock } from './adapters/system-clock.ts';
import type { Config } from './config.ts';
import { type Assembly, assemble, type Residents } from './generation.ts';
import { type CheckedSdl, checkSdl } from './graph/check-sdl.ts';
import { createResidents } from './residents.ts';
import type { Graph } from './kernel/ports/graph.ts';
import type { Contract } from './kernel/ports/registry.ts';
import { type Finding, ProblemsError } from './kernel/problems/problem.ts';
import { buildContracts, type BuiltContracts } from './operations/build/build-contracts.ts';
import {
  contractFiles,
  readContracts,
  type StaleFile,
  staleFiles,
  writeContractFiles,
} from './operations/build/contract-files.ts';

import { connectorsOf } from './sources/connectors/connectors-of.ts';

/** What the commands do at build time, without a running gateway. */
export interface Toolbox {
  /** Where the operations stand, as the config says. */
  readonly folder: string;
  /** Derives all contracts afresh. */
  readonly build: () => BuiltContracts;
  /** Writes contracts and manifest; returns what had to be touched. @throws ProblemsError when an operation is not valid. */
  readonly write: () => { readonly contracts: readonly Contract[]; readonly touched: readonly StaleFile[] };
  /** The files that differ from what a build would write now. */
  readonly stale: (contracts: readonly Contract[]) => readonly StaleFile[];
  /** The contracts of the last build. */
  readonly standing: () => readonly Contract[];
  /** The public graph. @throws ProblemsError when it does not build. */
  readonly graph: () => Graph;
  /** What is wrong or odd with the schema, together with what the config adds to it. */
  readonly checkSchema: () => readonly Finding[];
}

/** Checks SDL files without a config. @param root the folder that globs are seen from. */
export function checkSchemaFiles(globs: readonly string[], root: string): CheckedSdl {
  return checkSdl(globs, root, [(inner) => connectorsOf({ graph: inner, env: {} }).findings]);
}

/** @param root the folder that paths of the config are seen from. */
export function createToolbox(config: Config, root: string): Toolbox {
  const folder = join(root, config.operations.folder);
  let assembly: Assembly | undefined;
  const assembled = (): Assembly =>
    (assembly ??= assemble({ config, root, dev: false, residents: buildTimeResidents(config, root), reloads: NEVER }));

  const build = (): BuiltContracts => buildContracts(folder, assembled());

  return {
    folder,
    build,
    write() {
      const { contracts, problems } = build();
      if (problems.length > 0) throw new ProblemsError('The operations cannot be registered.', problems);
      return { contracts, touched: writeContractFiles(folder, contractFiles(contracts)) };
    },
    stale: (contracts) => staleFiles(folder, contractFiles(contracts)),
    standing: () => readContracts(folder),
    graph: () => assembled().graph,
    checkSchema() {
      try {
        return assembled().warnings;
      } catch (error) {
        if (!(error instanceof ProblemsError)) throw error;
        return error.problems.map((problem) => ({ ...problem, severity: 'error' }));
      }
    },
  };
}

const NEVER = {
  reload: async (): Promise<never> => {
    throw new Error('A build is not reloaded.');
  },
  problem: () => undefined,
};

/** Nothing of this is ever used: the build makes plugins for what they know, and runs none. */
function buildTimeResidents(config: Config, root: string): Residents {
  const quiet = { emit: () => {} };
  return createResidents(config, {
    root,
    env: {},
    dev: false,
    clock: systemClock,
    signals: quiet,
    sink: { write: () => {} },
  });
}
