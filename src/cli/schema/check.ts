import { Command, Option } from 'commander';
import { counted } from '../../kernel/basics/words.ts';
import type { Finding } from '../../kernel/problems/problem.ts';
import { checkSchemaFiles } from '../../toolbox.ts';
import { openToolbox } from '../load-config.ts';
import { EXIT, green, print, printJson, printProblems, printWarnings } from '../output.ts';

interface Options {
  readonly config?: string;
  readonly schema?: readonly string[];
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** `tollgate schema check` */
export function checkSchemaCommand(): Command {
  return new Command('check')
    .description('find what is wrong with the schema of the config, or with SDL files alone')
    .option('-c, --config <file>', 'config file')
    .addOption(
      new Option(
        '-s, --schema <glob...>',
        'SDL files to check without a config; files that use each other are one graph',
      ).conflicts('config'),
    )
    .option('--strict', 'warnings are errors')
    .option('--json', 'print JSON')
    .action(async ({ config, schema, strict, json }: Options) => {
      const { graphs, findings } = schema
        ? checkSchemaFiles(schema, process.cwd())
        : { graphs: undefined, findings: (await openToolbox(config)).checkSchema() };
      const stops = ({ severity }: Finding): boolean => severity === 'error' || (!!strict && severity === 'warning');
      const errors = findings.filter(stops);
      if (json) printJson({ graphs, findings: errors, warnings: findings.filter((finding) => !stops(finding)) });
      else printFindings(findings, errors, graphs);
      process.exitCode = errors.length > 0 ? EXIT.findings : EXIT.clean;
    });
}

function printFindings(
  findings: readonly Finding[],
  errors: readonly Finding[],
  graphs: readonly (readonly string[])[] | undefined,
): void {
  const rest = findings.filter((finding) => !errors.includes(finding));
  const [warnings, notes] = [rest.filter(({ severity }) => severity === 'warning'), rest.filter(isNote)];
  if (errors.length > 0) printProblems(`${counted(errors.length, 'error')} in the schema:`, errors);
  if (warnings.length > 0) printWarnings(`${counted(warnings.length, 'warning')}:`, warnings);
  if (notes.length > 0) printWarnings(`${counted(notes.length, 'note')}:`, notes);
  if (errors.length === 0) print(`${green('✔')} ${soundness(graphs)}`);
}

const isNote = ({ severity }: Finding): boolean => severity === 'note';

function soundness(graphs: readonly (readonly string[])[] | undefined): string {
  if (!graphs) return 'The schema is sound.';
  const files = counted(graphs.flat().length, 'file');
  return graphs.length === 1 ? `${files} checked, one graph.` : `${files} checked, ${graphs.length} graphs.`;
}
