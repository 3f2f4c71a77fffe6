import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Contract } from '../../kernel/ports/registry.ts';
import { ProblemsError } from '../../kernel/problems/problem.ts';
import { sha256 } from '../ids.ts';
import type { BuiltContracts } from './build-contracts.ts';

/**
 * The files of a folder of operations that the build writes: one a contract, an index that says for which schema, and the
 * manifest for clients.
 */
export function contractFiles({
  contracts,
  shared,
  schemaHash,
}: Omit<BuiltContracts, 'problems'>): ReadonlyMap<string, string> {
  const files = contracts.map((contract) => [contractFile(contract), json(contract)] as const);
  return new Map([...files, [INDEX, json({ schemaHash })], ['manifest.json', json(manifestOf(shared))]]);
}

export const INDEX = 'contracts/index.json';

/** Where a contract stands below the folder. Hashing the id gives every id, whatever its form, a short and safe file name. */
export function contractFile({ name, id }: Contract): string {
  return `contracts/${name}.${sha256(id).slice(0, 8)}.json`;
}

/** Apollo's manifest format, which client toolchains read. Source: Apollo, persisted query manifest, version 1. */
function manifestOf(contracts: readonly Contract[]): unknown {
  const operations = contracts.map(({ id, name, type, document }) => ({ id, name, type, body: document }));
  return { format: 'apollo-persisted-query-manifest', version: 1, operations };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What differs between the files wanted and those that stand: the words of a stale build. */
export interface StaleFile {
  readonly file: string;
  readonly state: 'missing' | 'changed' | 'left over';
}

export function staleFiles(folder: string, wanted: ReadonlyMap<string, string>): readonly StaleFile[] {
  const stale = [...wanted].flatMap(([file, text]): StaleFile[] => {
    const path = join(folder, file);
    if (!existsSync(path)) return [{ file, state: 'missing' }];
    return readFileSync(path, 'utf8') === text ? [] : [{ file, state: 'changed' }];
  });
  const leftOver = standingContracts(folder).flatMap((file): StaleFile[] =>
    wanted.has(file) ? [] : [{ file, state: 'left over' }],
  );
  return [...stale, ...leftOver];
}

/** Makes the folder hold just the files wanted; returns those that it had to touch. */
export function writeContractFiles(folder: string, wanted: ReadonlyMap<string, string>): readonly StaleFile[] {
  const stale = staleFiles(folder, wanted);
  mkdirSync(join(folder, 'contracts'), { recursive: true });
  for (const { file, state } of stale) {
    if (state === 'left over') rmSync(join(folder, file));
    else writeFileSync(join(folder, file), wanted.get(file) ?? '');
  }
  return stale;
}

/** Reads the contracts that the last build wrote. */
export function readContracts(folder: string): readonly Contract[] {
  return standingContracts(folder).map((file) => {
    const path = join(folder, file);
    return readContract(readFileSync(path, 'utf8'), relative(process.cwd(), path));
  });
}

const BUILD = 'Run `tollgate operations build` to write it anew.';

/** @throws ProblemsError when the text is not that of a contract. @param file where it stands, for people @param mend what to do */
export function readContract(text: string, file: string, mend = BUILD): Contract {
  try {
    return asContract(JSON.parse(text));
  } catch (error) {
    const message = `This is not a contract (${error instanceof Error ? error.message : error}). ${mend}`;
    throw new ProblemsError('A contract cannot be read.', [{ file, message }]);
  }
}

/** What the last build wrote, with the hash of the graph that it was validated against; `undefined` where it does not say. */
export function readBuild(folder: string): {
  readonly contracts: readonly Contract[];
  readonly schemaHash: string | undefined;
} {
  return { contracts: readContracts(folder), schemaHash: readSchemaHash(folder) };
}

function readSchemaHash(folder: string): string | undefined {
  try {
    const { schemaHash } = JSON.parse(readFileSync(join(folder, INDEX), 'utf8')) as { schemaHash?: unknown };
    return typeof schemaHash === 'string' ? schemaHash : undefined;
  } catch {
    return undefined; // they are validated at the start then
  }
}

function standingContracts(folder: string): readonly string[] {
  const files = globSync('contracts/*.json', { cwd: folder });
  return files.filter((file) => file !== INDEX).sort();
}

function asContract(value: unknown): Contract {
  const contract = value as Partial<Contract> | null;
  for (const key of ['id', 'name', 'type', 'document'] as const) {
    if (typeof contract?.[key] !== 'string') throw new Error(`"${key}" is missing`);
  }
  return contract as Contract;
}
