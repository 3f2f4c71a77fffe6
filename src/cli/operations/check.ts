import { relative } from 'node:path';
import { Command } from 'commander';
import type { Problem } from '../../kernel/problems/problem.ts';
import { openToolbox } from '../load-config.ts';
import { EXIT, green, print, printJson, printProblems } from '../output.ts';

const STALE = {
  missing: 'This contract is missing.',
  changed: 'This file is not what the build would write now.',
  'left over': 'No operation belongs to this contract any more.',
} as const;

/** `tollgate operations check` */
export function checkCommand(): Command {
  return new Command('check')
    .description('find operations that do not fit the schema and contracts that are stale')
    .option('-c, --config <file>', 'config file')
    .option('--json', 'print JSON')
    .action(async ({ config, json }: { config?: string; json?: boolean }) => {
      const { folder, build, stale } = await openToolbox(config);
      const { contracts, problems } = build();
      const findings: Problem[] = [
        ...problems,
        ...(problems.length > 0 ? [] : stale(contracts)).map((found) => ({
          file: relative(process.cwd(), `${folder}/${found.file}`),
          message: `${STALE[found.state]} Run \`tollgate operations build\` and commit what it writes.`,
        })),
      ];
      if (json) printJson({ operations: contracts.length, findings });
      else if (findings.length > 0)
        printProblems(`${findings.length} findings in the registered operations:`, findings);
      else print(`${green('✔')} ${contracts.length} operations fit the schema and their contracts are fresh.`);
      process.exitCode = findings.length > 0 ? EXIT.findings : EXIT.clean;
    });
}
