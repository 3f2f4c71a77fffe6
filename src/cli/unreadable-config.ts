import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Problem, ProblemsError } from '../kernel/problems/problem.ts';

/** What is wrong with a config that could not be read, at the place that its reader tells of. */
export function unreadableConfig(error: unknown, file: string): ProblemsError {
  const message =
    error instanceof Error ? (error.message.split(/ at line \d|\(line \d/)[0] ?? '').trim() : String(error);
  return new ProblemsError('The config cannot be read.', [{ file, ...placeOf(error), message }]);
}

/** Each reader tells it in another way; a syntax error in JavaScript has none. */
function placeOf(error: unknown): Omit<Problem, 'message' | 'file'> & { readonly file?: string } {
  if (!(error instanceof Error)) return {};
  const [line, column] = /line (\d+),? column (\d+)/.exec(error.message)?.slice(1).map(Number) ?? []; // JSON, YAML
  if (line !== undefined && column !== undefined) return { line, column };
  const thrownAt = /^ +at (?:.* \()?(file:\/\/[^\n]*?):(\d+):(\d+)\)?$/m.exec(error.stack ?? '');
  const parsedAt = /^((?:file:\/\/)?\/[^\n]*):(\d+)\n/.exec(error.stack ?? ''); // TypeScript
  const [, where, row] = parsedAt ?? thrownAt ?? [];
  if (where === undefined) return {};
  const path = (where.startsWith('file:') ? fileURLToPath(where) : where).replace(/\?import=\d+$/, '');
  return { file: relative(process.cwd(), path), line: Number(row) };
}
