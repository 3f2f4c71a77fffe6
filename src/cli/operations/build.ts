import { Command } from 'commander';
import { openToolbox } from '../load-config.ts';
import { green, print, printJson } from '../output.ts';

/** `tollgate operations build` */
export function buildCommand(): Command {
  return new Command('build')
    .description('validate the operations and write their contracts and the manifest')
    .option('-c, --config <file>', 'config file')
    .option('--json', 'print JSON')
    .action(async ({ config, json }: { config?: string; json?: boolean }) => {
      const { contracts, touched } = (await openToolbox(config)).write();
      if (json) printJson({ operations: contracts.map(({ id, name }) => ({ id, name })), touched });
      else {
        const change = touched.length === 0 ? 'nothing changed' : `${touched.length} files written or removed`;
        print(`${green('✔')} ${contracts.length} operations registered, ${change}.`);
      }
    });
}
