import { Command } from 'commander';
import { createGateway } from '../gateway.ts';
import { loadConfig } from './load-config.ts';
import { print } from './output.ts';
import { runGateway } from './run-gateway.ts';

/** `tollgate serve`: production. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the gateway in production: registered operations only, no introspection')
    .option('-c, --config <file>', 'config file')
    .action(async ({ config }: { config?: string }) => {
      const { input, root } = await loadConfig(config);
      await runGateway(createGateway(input, { root }), ({ url, adminUrl }) =>
        print(`Tollgate answers at ${url}/graphql, its operators' side at ${adminUrl}`),
      );
    });
}
