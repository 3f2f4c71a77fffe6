import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { devCommand } from './dev.ts';
import { buildCommand } from './operations/build.ts';
import { checkCommand } from './operations/check.ts';
import { diffCommand } from './operations/diff.ts';
import { listCommand } from './operations/list.ts';
import { openApiCommand } from './operations/openapi.ts';
import { showCommand } from './operations/show.ts';
import { EXIT, printFailure } from './output.ts';
import { checkSchemaCommand } from './schema/check.ts';
import { printSchemaCommand } from './schema/print.ts';
import { serveCommand } from './serve.ts';

const OPERATIONS = [buildCommand, checkCommand, diffCommand, listCommand, openApiCommand, showCommand];
const SCHEMA = [checkSchemaCommand, printSchemaCommand];

/** Runs the command line; the exit code is left in `process.exitCode`. */
export async function runProgram(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      const asked = error.exitCode === 0 || error.code === 'commander.help';
      process.exitCode = asked ? EXIT.clean : EXIT.misuse;
    } else {
      printFailure(error);
      process.exitCode = EXIT.findings;
    }
  }
}

function createProgram(): Command {
  const { version, description } = packageFacts();
  const operations = new Command('operations').description('register, list and check operations');
  for (const create of OPERATIONS) operations.addCommand(create());
  const schema = new Command('schema').description('print and check the schema');
  for (const create of SCHEMA) schema.addCommand(create());
  const program = new Command('tollgate').description(description).version(version);
  for (const command of [serveCommand(), devCommand(), operations, schema]) program.addCommand(command);
  for (const command of [program, ...program.commands, ...operations.commands, ...schema.commands]) {
    command.exitOverride().showHelpAfterError('(--help tells more)');
  }
  return program;
}

function packageFacts(): { readonly version: string; readonly description: string } {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
}
