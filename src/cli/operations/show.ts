import { Command } from 'commander';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import type { Contract } from '../../kernel/ports/registry.ts';
import { openToolbox } from '../load-config.ts';
import { planLines } from './plan-text.ts';
import { bold, EXIT, print, printError, printJson } from '../output.ts';

/** `tollgate operations show <name or id>` */
export function showCommand(): Command {
  return new Command('show')
    .description('show the contract of one operation')
    .argument('<operation>', 'name, id, or the beginning of an id')
    .option('-c, --config <file>', 'config file')
    .option('--plan', 'print the calls that it makes, and what waits for what')
    .option('--json', 'print JSON')
    .action(async (asked: string, { config, json, plan }: { config?: string; json?: boolean; plan?: boolean }) => {
      const contracts = (await openToolbox(config)).standing();
      const wanted = asked.replace(/^sha256:/, '');
      const contract =
        contracts.find(({ name, id }) => name === wanted || id === wanted) ??
        contracts.find(({ id }) => wanted.length >= 4 && id.startsWith(wanted));
      if (!contract) {
        printError(
          `No registered operation is called "${asked}".${didYouMean(
            asked,
            contracts.map(({ name }) => name),
          )} \`tollgate operations list\` lists them.`,
        );
        process.exitCode = EXIT.findings;
      } else if (json) printJson(plan ? (contract['plan'] ?? null) : contract);
      else if (plan) for (const line of planLines(contract['plan'])) print(line);
      else printContract(contract);
    });
}

function printContract({ document, plan: _, ...facts }: Contract): void {
  const width = Math.max(...Object.keys(facts).map((key) => key.length));
  for (const [key, value] of Object.entries(facts)) print(`${bold(key.padEnd(width))}  ${factText(value)}`);
  print();
  print(document);
}

function factText(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
