import { Command } from 'commander';
import { openToolbox } from '../load-config.ts';
import { print } from '../output.ts';

/** `tollgate operations openapi` */
export function openApiCommand(): Command {
  return new Command('openapi')
    .description('print the OpenAPI document of the operations that are REST endpoints, as the gateway serves it')
    .option('-c, --config <file>', 'config file')
    .action(async ({ config }: { config?: string }) => print((await openToolbox(config)).openApi()));
}
