import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { devCommand } from './dev.ts';
import { buildCommand } from './operations/build.ts';
import { checkCommand } from './operations/check.ts';
import { listCommand } from './operations/list.ts';
import { showCommand } from './operations/show.ts';
import { EXIT, printFailure } from './output.ts';
import { serveCommand } from './serve.ts';

const { version, description } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
  description: string;
};

const operations = new Command('operations')
  .description('register, list and check operations')
  .addCommand(buildCommand())
  .addCommand(checkCommand())
  .addCommand(listCommand())
  .addCommand(showCommand());

const program = new Command('tollgate')
  .description(description)
  .version(version)
  .addCommand(serveCommand())
  .addCommand(devCommand())
  .addCommand(operations);

for (const command of [program, operations, ...program.commands, ...operations.commands])
  command.exitOverride().showHelpAfterError('(--help tells more)');

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 || error.code === 'commander.help' ? EXIT.clean : EXIT.misuse;
  else {
    printFailure(error);
    process.exitCode = EXIT.findings;
  }
}
