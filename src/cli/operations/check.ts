import { Command } from 'commander';
import { counted } from '../../kernel/basics/words.ts';
import { openToolbox } from '../load-config.ts';
import { EXIT, green, print, printJson, printProblems } from '../output.ts';

/** `tollgate operations check` */
export function checkCommand(): Command {
  return new Command('check')
    .description('find operations that do not fit the schema, break their budget, or have stale contracts')
    .option('-c, --config <file>', 'config file')
    .option('--json', 'print JSON')
    .action(async ({ config, json }: { config?: string; json?: boolean }) => {
      const { contracts, findings } = (await openToolbox(config)).check();
      if (json) printJson({ operations: contracts.length, findings });
      else if (findings.length > 0)
        printProblems(`${counted(findings.length, 'finding')} in the registered operations:`, findings);
      else
        print(
          `${green('✔')} ${counted(contracts.length, 'operation')}: all fits the schema, and the contracts are fresh.`,
        );
      process.exitCode = findings.length > 0 ? EXIT.findings : EXIT.clean;
    });
}
