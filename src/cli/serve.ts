import { Command } from 'commander';
import { createGateway } from '../gateway.ts';
import { loadConfig } from './load-config.ts';
import { print } from './output.ts';
import { reloadable, runGateway } from './run-gateway.ts';

/** `tollgate serve`: production. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the gateway in production: registered operations only, no introspection')
    .option('-c, --config <file>', 'config file')
    .option('-w, --watch', 'reload when config, schema or operations change')
    .action(async ({ config, watch = false }: { config?: string; watch?: boolean }) => {
      const loaded = await loadConfig(config);
      await runGateway(createGateway(loaded.input, reloadable(loaded, { watch })), ({ url, adminUrl }) =>
        print(`Tollgate answers at ${url}/graphql, its operators' side at ${adminUrl}`),
      );
    });
}
