import { resolve } from 'node:path';
import { systemClock } from './adapters/system-clock.ts';
import type { Config } from './config.ts';
import { type Assembly, assemble, type Residents } from './generation.ts';
import { governanceChecks } from './governance/governance-checks.ts';
import { type CheckedSdl, checkSdl } from './graph/check-sdl.ts';
import { usageFile } from './environment.ts';
import { createResidents } from './residents.ts';
import type { Graph } from './kernel/ports/graph.ts';
import type { Contract } from './kernel/ports/registry.ts';
import { type Finding, type Problem, ProblemsError } from './kernel/problems/problem.ts';
import {
  buildContracts,
  type BuildParts,
  type BuiltContracts,
  sectionsOf,
} from './operations/build/build-contracts.ts';
import { changesMarkdown, type OperationChanges } from './operations/build/changes/changes-markdown.ts';
import { contractsAt } from './operations/build/changes/contracts-at.ts';
import { operationChanges } from './operations/build/changes/operation-changes.ts';
import { checkContracts } from './operations/build/check-contracts.ts';
import {
  contractFiles,
  readBuild,
  readContracts,
  type StaleFile,
  writeContractFiles,
} from './operations/build/contract-files.ts';
import { fingerprint } from './operations/fingerprint.ts';
import { createRegistry } from './operations/registry.ts';
import { createRestFaces } from './operations/rest/create-rest-faces.ts';
import type { UsageTotals } from './operations/usage/totals.ts';
import { type UnusedOperation, unusedSince } from './operations/usage/unused.ts';
import { readUsage } from './operations/usage/usage-file.ts';
import { connectorsOf } from './sources/connectors/connectors-of.ts';

export type { UnusedOperation } from './operations/usage/unused.ts';

/** What the commands do at build time, without a running gateway. */
export interface Toolbox {
  /** Where the operations stand, as the config says. */
  readonly folder: string;
  /** Derives all contracts afresh. */
  readonly build: () => BuiltContracts;
  /** Writes contracts and manifest; returns what had to be touched. @throws ProblemsError when an operation is not valid. */
  readonly write: (progress?: BuildParts['progress']) => {
    readonly contracts: readonly Contract[];
    readonly touched: readonly StaleFile[];
  };
  /** What is wrong with the registered operations and their contracts. */
  readonly check: () => { readonly contracts: readonly Contract[]; readonly findings: readonly Problem[] };
  /** What happened to the contracts since a commit, tag or branch. @throws when git knows no such, or one is broken. */
  readonly diff: (ref: string) => { readonly changes: OperationChanges; readonly markdown: string };
  /** What describes the REST endpoints of the last build: the document that the gateway serves. @throws ProblemsError when they do not fit the schema. */
  readonly openApi: () => string;
  /** The contracts of the last build. */
  readonly standing: () => readonly Contract[];
  /**
   * The operations that nobody has asked for in so many milliseconds, as gateways have counted it.
   * @throws ProblemsError when none has
   */
  readonly unusedFor: (milliseconds: number) => readonly UnusedOperation[];
  /** The public graph. @throws ProblemsError when it does not build. */
  readonly graph: () => Graph;
  /** What is wrong or odd with the schema, together with what the config adds to it. */
  readonly checkSchema: () => readonly Finding[];
}

/** Checks SDL files without a config. @param root the folder that globs are seen from. */
export function checkSchemaFiles(globs: readonly string[], root: string): CheckedSdl {
  return checkSdl(globs, root, [(inner) => connectorsOf({ graph: inner, env: {} }).findings, ...governanceChecks]);
}

/** @param root the folder that paths of the config are seen from. */
export function createToolbox(config: Config, root: string): Toolbox {
  const folder = resolve(root, config.operations.folder);
  let assembly: Assembly | undefined;
  const assembled = (): Assembly =>
    (assembly ??= assemble({ config, root, dev: false, residents: buildTimeResidents(config, root), reloads: NEVER }));

  const build = (progress?: BuildParts['progress']): BuiltContracts =>
    buildContracts(folder, { ...assembled(), progress });

  return {
    folder,
    build: () => build(),
    write(progress) {
      const built = build(progress);
      const { contracts, problems } = built;
      if (problems.length > 0) throw new ProblemsError('The operations cannot be registered.', problems);
      return { contracts, touched: writeContractFiles(folder, contractFiles(built)) };
    },
    check() {
      const built = build();
      return { contracts: built.contracts, findings: checkContracts(folder, built, sectionsOf(assembled())) };
    },
    diff(ref) {
      const changes = operationChanges(readContracts(folder), contractsAt(ref, folder), sectionsOf(assembled()));
      return { changes, markdown: changesMarkdown(changes) };
    },
    openApi() {
      const { graph, limits } = assembled();
      const registry = createRegistry(readBuild(folder), { graph, limits, signals: QUIET });
      const info = { title: config.http.rest.title, version: fingerprint(graph, registry) };
      return createRestFaces(registry, graph, info).openApi();
    },
    standing: () => readContracts(folder),
    unusedFor: (milliseconds) => unusedSince(readContracts(folder), countedUsage(), systemClock.now() - milliseconds),
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

function countedUsage(): UsageTotals {
  const file = usageFile(process.env);
  const totals = readUsage(file);
  if (totals) return totals;
  const message =
    'No gateway has counted here. `tollgate serve` counts; say where by TOLLGATE_DATA, or copy its file to this place.';
  throw new ProblemsError('Usage is not known.', [{ file, message }]);
}

const NEVER = {
  reload: async (): Promise<never> => {
    throw new Error('A build is not reloaded.');
  },
  problem: () => undefined,
};

const QUIET = { emit: () => {} };

/** Nothing of this is ever used: the build makes plugins for what they know, and runs none. */
function buildTimeResidents(config: Config, root: string): Residents {
  return createResidents(config, {
    root,
    env: {},
    dev: false,
    clock: systemClock,
    signals: QUIET,
    sink: { write: () => {} },
  });
}
