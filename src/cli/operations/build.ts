import { Command } from 'commander';
import { counted } from '../../kernel/basics/words.ts';
import { openToolbox } from '../load-config.ts';
import { green, print, printJson } from '../output.ts';
import { progressBar } from '../progress-bar.ts';

/** `tollgate operations build` */
export function buildCommand(): Command {
  return new Command('build')
    .description('validate the operations and write their contracts and the manifest')
    .option('-c, --config <file>', 'config file')
    .option('--json', 'print JSON')
    .action(async ({ config, json }: { config?: string; json?: boolean }) => {
      const { contracts, touched } = (await openToolbox(config)).write(progressBar(process.stderr));
      if (json) printJson({ operations: contracts.map(({ id, name }) => ({ id, name })), touched });
      else {
        const change =
          touched.length === 0 ? 'nothing changed' : `${counted(touched.length, 'file')} written or removed`;
        print(`${green('✔')} ${counted(contracts.length, 'operation')} registered, ${change}.`);
      }
    });
}
