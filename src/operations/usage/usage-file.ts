import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { OperationUsage, UsageTotals } from './totals.ts';

const byKey = <T extends z.ZodType>(value: T) =>
  z.record(z.string(), value).transform((record) => new Map<string, z.output<T>>(Object.entries(record)));
const time = z.iso.datetime().transform((text) => Date.parse(text));
const clientUsage = z.object({ calls: z.number(), lastSeen: time });
const operationUsage = z.object({ since: time, clients: byKey(clientUsage) });
const usageFile = z.object({ operations: byKey(operationUsage) });

/** Reads what gateways have counted; `undefined` where none has. @throws Error where the file cannot be read */
export function readUsage(file: string): UsageTotals | undefined {
  try {
    return parsed(readFileSync(file, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Changes what stands in the file, which other gateways may have written to; returns what stands there now. */
export async function changeUsage(file: string, change: (standing: UsageTotals) => UsageTotals): Promise<UsageTotals> {
  const standing = await readFile(file, 'utf8').then(parsed, (error: unknown) => {
    if (isMissing(error)) return new Map<string, OperationUsage>();
    throw error;
  });
  const totals = change(standing);
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.${randomUUID()}`;
  try {
    await writeFile(aside, textOf(totals));
    await rename(aside, file); // whoever reads it finds the old or the new one, never half of one
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  return totals;
}

/** One line an operation. */
function textOf(totals: UsageTotals): string {
  const lines = [...totals].map(([id, { since, clients }]) => {
    const shown = [...clients].map(
      ([name, { calls, lastSeen }]) => [name, { calls, lastSeen: iso(lastSeen) }] as const,
    );
    return `${JSON.stringify(id)}: ${JSON.stringify({ since: iso(since), clients: Object.fromEntries(shown) })}`;
  });
  return `{ "operations": {\n${lines.join(',\n')}\n} }\n`;
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

function parsed(text: string): UsageTotals {
  try {
    return usageFile.parse(JSON.parse(text)).operations;
  } catch {
    throw new Error('it is not what a gateway writes; move it away');
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
