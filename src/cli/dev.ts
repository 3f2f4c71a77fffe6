import { relative } from 'node:path';
import { Command } from 'commander';
import { Kind, parse } from 'graphql';
import { readConfig } from '../config.ts';
import { dataFolder } from '../environment.ts';
import { createGateway } from '../gateway.ts';
import type { Contract } from '../kernel/ports/registry.ts';
import { createToolbox } from '../toolbox.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';
import { bold, print } from './output.ts';
import { reloadable, runGateway } from './run-gateway.ts';
import { type SelfSigned, selfSigned } from './self-signed.ts';

/** `tollgate dev`: development. */
export function devCommand(): Command {
  return new Command('dev')
    .description('run the gateway in development: every valid operation runs, the schema can be read')
    .option('-c, --config <file>', 'config file')
    .option('--https', 'serve HTTPS, by a self-signed certificate where the config names none')
    .option('--fault <fault>', 'let calls go wrong: airports:latency=2s,50%; repeatable', collect, [])
    .action(async (options: { config?: string; https?: boolean; fault: readonly string[] }) => {
      const loaded = await loadConfig(options.config);
      const { input, config, root } = loaded;
      const example = exampleOf(createToolbox(config, root).standing());
      const pair = options.https && !config.http.tls ? await selfSigned(dataFolder(process.env)) : undefined;
      const again = { ...reloadable(loaded, { watch: true }), faults: options.fault };
      const gateway = pair
        ? createGateway(withTls(loaded, pair).input, {
            dev: true,
            ...again,
            load: async () => withTls(await loadConfig(loaded.path), pair),
          })
        : createGateway(input, { dev: true, ...again });
      await runGateway(gateway, ({ url, explorerUrl, adminUrl, adminToken }) => {
        print(`${bold('graph')}     ${url}/graphql`);
        if (explorerUrl) print(`${bold('explorer')}  ${explorerUrl}  (in a browser)`);
        print(`${bold('admin')}     ${adminUrl}/graphql  (authorization: Bearer ${adminToken})`);
        print(`${bold('try')}       ${example ? curlOf(url, example, pair) : NO_EXAMPLE}`);
      });
    });
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

function withTls(loaded: LoadedConfig, tls: SelfSigned): LoadedConfig {
  const input = { ...loaded.input, http: { ...loaded.input.http, tls } };
  return { ...loaded, input, config: readConfig(input) };
}

const NO_EXAMPLE =
  'write a query that needs no variables to persisted-queries/hello.graphql; its id stands in `tollgate operations list`';

/** A registered query that runs without variables, best the one that calls most sources. */
function exampleOf(contracts: readonly Contract[]): Contract | undefined {
  const runnable = contracts.filter(({ type, document }) => type === 'query' && needsNoVariables(document));
  const calls = ({ sources }: Contract): number => (Array.isArray(sources) ? sources.length : 0);
  return runnable.toSorted((a, b) => calls(b) - calls(a))[0];
}

function needsNoVariables(document: string): boolean {
  const [operation] = parse(document).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return false;
  return (operation.variableDefinitions ?? []).every(
    ({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE || defaultValue,
  );
}

function curlOf(url: string, { id }: Contract, pair: SelfSigned | undefined): string {
  const trust = pair ? `--cacert ${relative(process.cwd(), pair.cert)} ` : '';
  return `curl ${trust}${url}/graphql/sha256:${id}`;
}
