import { Command } from 'commander';
import { Kind, parse } from 'graphql';
import { createGateway } from '../gateway.ts';
import type { Contract } from '../kernel/ports/registry.ts';
import { createToolbox } from '../toolbox.ts';
import { loadConfig } from './load-config.ts';
import { bold, print } from './output.ts';
import { reloadable, runGateway } from './run-gateway.ts';

/** `tollgate dev`: development. */
export function devCommand(): Command {
  return new Command('dev')
    .description('run the gateway in development: every valid operation runs, the schema can be read')
    .option('-c, --config <file>', 'config file')
    .action(async (options: { config?: string }) => {
      const loaded = await loadConfig(options.config);
      const { input, config, root } = loaded;
      const example = exampleOf(createToolbox(config, root).standing());
      await runGateway(
        createGateway(input, { dev: true, ...reloadable(loaded, { watch: true }) }),
        ({ url, adminUrl, adminToken }) => {
          print(`${bold('graph')}  ${url}/graphql`);
          print(`${bold('admin')}  ${adminUrl}/graphql  (authorization: Bearer ${adminToken})`);
          print(
            `${bold('try')}    ${example ? curlOf(url, example) : 'register an operation: write persisted-queries/hello.graphql, run `tollgate operations build`'}`,
          );
        },
      );
    });
}

/** A registered query that runs without variables, best one that calls sources. */
function exampleOf(contracts: readonly Contract[]): Contract | undefined {
  const runnable = contracts.filter(({ type, document }) => type === 'query' && needsNoVariables(document));
  return runnable.find(({ sources }) => Array.isArray(sources) && sources.length > 0) ?? runnable[0];
}

function needsNoVariables(document: string): boolean {
  const [operation] = parse(document).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return false;
  return (operation.variableDefinitions ?? []).every(
    ({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE || defaultValue,
  );
}

function curlOf(url: string, { id }: Contract): string {
  return `curl ${url}/graphql/sha256:${id}`;
}
