import { styleText } from 'node:util';
import { describeProblem, type Problem, ProblemsError } from '../kernel/problems/problem.ts';

/** What a command ends with: 0 clean, 1 findings, 2 misuse. */
export const EXIT = { clean: 0, findings: 1, misuse: 2 } as const;

export const print = (line = ''): void => void process.stdout.write(`${line}\n`);
export const printError = (line: string): void => void process.stderr.write(`${line}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

export const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });
export const dim = (text: string): string => styleText('dim', text, { stream: process.stdout });
export const green = (text: string): string => styleText('green', text, { stream: process.stdout });
const yellow = (text: string): string => styleText('yellow', text, { stream: process.stderr });
const red = (text: string): string => styleText('red', text, { stream: process.stderr });

/** A table for people: a head and rows, columns as wide as their widest cell. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  print(bold(line(head)));
  for (const row of rows) print(line(row));
}

export function printProblems(summary: string, problems: readonly Problem[]): void {
  printError(red(summary));
  for (const problem of problems) printError(`  ${describeProblem(problem)}`);
}

/** The same for what stops nothing. */
export function printWarnings(summary: string, problems: readonly Problem[]): void {
  printError(yellow(summary));
  for (const problem of problems) printError(`  ${describeProblem(problem)}`);
}

/** Tells of a failed command in words, without a stack where the cause is the user's to mend. */
export function printFailure(error: unknown): void {
  if (error instanceof ProblemsError) printProblems(error.message.split('\n')[0] ?? '', error.problems);
  else printError(red(error instanceof Error ? error.message : String(error)));
}
