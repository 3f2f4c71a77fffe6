import { Command } from 'commander';
import { openToolbox } from '../load-config.ts';
import { print, printJson } from '../output.ts';

/** `tollgate operations diff <ref>` */
export function diffCommand(): Command {
  return new Command('diff')
    .description('tell as Markdown what changed of the operations since a commit, tag or branch of git')
    .argument('<ref>', 'such as `origin/main`')
    .option('-c, --config <file>', 'config file')
    .option('--json', 'print JSON')
    .action(async (ref: string, { config, json }: { config?: string; json?: boolean }) => {
      const { changes, markdown } = (await openToolbox(config)).diff(ref);
      if (json) printJson(changes);
      else print(markdown);
    });
}
