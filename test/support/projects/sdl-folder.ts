import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tollgate } from '../readings/cli.ts';

/** What `schema check --json` prints. */
interface Checked {
  readonly status: number;
  readonly graphs: readonly (readonly string[])[];
  /** As people see them: `a.graphql:1:2: message`. */
  readonly findings: readonly string[];
  readonly warnings: readonly string[];
}

type Printed = { readonly file: string; readonly line?: number; readonly column?: number; readonly message: string };

/** A folder of SDL files, gone with the scope. */
export function sdlFolder(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'tollgate-sdl-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return {
    root,
    /** Runs `tollgate schema check` over all of them. */
    async check(...options: readonly string[]): Promise<Checked> {
      const { status, stdout } = await tollgate(
        ['schema', 'check', '--json', ...options, '--schema', '*.graphql'],
        root,
      );
      const { graphs, findings, warnings } = JSON.parse(stdout) as Record<'findings' | 'warnings', Printed[]> &
        Pick<Checked, 'graphs'>;
      return { status, graphs, findings: findings.map(asText), warnings: warnings.map(asText) };
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true }),
  };
}

const asText = ({ file, line, column, message }: Printed): string => `${file}:${line}:${column}: ${message}`;
