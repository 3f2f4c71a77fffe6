import { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { createToolbox } from '../../toolbox.ts';
import { loadConfig } from '../load-config.ts';
import { green, print, printJson } from '../output.ts';

/** `tollgate operations build` */
export function buildCommand(): Command {
  return new Command('build')
    .description('validate the operations and write their contracts and the manifest')
    .option('-c, --config <file>', 'config file')
    .option('--json', 'print JSON')
    .action(async ({ config, json }: { config?: string; json?: boolean }) => {
      const { input, root, file } = await loadConfig(config);
      const { contracts, touched } = createToolbox(readConfig(input, file), root).write();
      if (json) printJson({ operations: contracts.map(({ id, name }) => ({ id, name })), touched });
      else
        print(
          `${green('✔')} ${contracts.length} operations registered, ${touched.length === 0 ? 'nothing changed' : `${touched.length} files written or removed`}.`,
        );
    });
}
