import { Command } from 'commander';
import { openToolbox } from '../load-config.ts';
import { dim, print, printJson, printTable } from '../output.ts';

/** `tollgate operations list` */
export function listCommand(): Command {
  return new Command('list')
    .description('list the registered operations')
    .option('-c, --config <file>', 'config file')
    .option('--json', 'print JSON')
    .action(async ({ config, json }: { config?: string; json?: boolean }) => {
      const contracts = (await openToolbox(config)).standing();
      if (json) return printJson(contracts.map(({ document: _, ...rest }) => rest));
      if (contracts.length === 0)
        return print(
          'No operation is registered. Write one below persisted-queries/ and run `tollgate operations build`.',
        );
      printTable(
        ['NAME', 'TYPE', 'SOURCES', 'ID'],
        contracts.map(({ name, type, sources, id }) => [name, type, sourcesText(sources), id]),
      );
      return print(dim(`${contracts.length} operations; \`tollgate operations show <name or id>\` tells more of one.`));
    });
}

function sourcesText(sources: unknown): string {
  return Array.isArray(sources) && sources.length > 0 ? sources.join(', ') : '–';
}
