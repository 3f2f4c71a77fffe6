import { Command } from 'commander';
import { printSchema } from 'graphql';
import { openToolbox } from '../load-config.ts';
import { print, printJson } from '../output.ts';

/** `tollgate schema print` */
export function printSchemaCommand(): Command {
  return new Command('print')
    .description('print the public graph as SDL, as clients see it')
    .option('-c, --config <file>', 'config file')
    .option('--json', 'print JSON')
    .action(async ({ config, json }: { config?: string; json?: boolean }) => {
      const { schema, hash } = (await openToolbox(config)).graph();
      const sdl = printSchema(schema);
      if (json) printJson({ hash, sdl });
      else print(sdl);
    });
}
