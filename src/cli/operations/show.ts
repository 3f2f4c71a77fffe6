import { Command } from 'commander';
import { didYouMean } from '../../kernel/problems/nearest.ts';
import type { Contract } from '../../kernel/ports/registry.ts';
import { openToolbox } from '../load-config.ts';
import { costText } from './cost-text.ts';
import { degradedLines } from './degraded-text.ts';
import { planLines } from './plan-text.ts';
import { bold, EXIT, print, printError, printJson } from '../output.ts';

/** `tollgate operations show <name or id>` */
export function showCommand(): Command {
  return new Command('show')
    .description('show the contract of one operation')
    .argument('<operation>', 'name, id, or the beginning of an id')
    .option('-c, --config <file>', 'config file')
    .option('--plan', 'print the calls that it makes, and what waits for what')
    .option('--degraded', 'print what its answer loses with each source')
    .option('--json', 'print JSON')
    .action(async (asked: string, options: ShowOptions) => {
      const { config, json } = options;
      const contracts = (await openToolbox(config)).standing();
      const wanted = plain(asked);
      const contract =
        contracts.find(({ name, id }) => name === wanted || plain(id) === wanted) ??
        contracts.find(({ id }) => wanted.length >= 4 && plain(id).startsWith(wanted));
      if (!contract) {
        printError(
          `No registered operation is called "${asked}".${didYouMean(
            asked,
            contracts.map(({ name }) => name),
          )} \`tollgate operations list\` lists them.`,
        );
        process.exitCode = EXIT.findings;
        return;
      }
      const sections = SECTIONS.filter((section) => options[section]);
      if (json) printJson(asJson(contract, sections));
      else if (sections.length > 0) printSections(contract, sections);
      else printContract(contract);
    });
}

const plain = (id: string): string => id.replace(/^sha256:/, '');

const SECTIONS = ['plan', 'degraded'] as const;
const LINES = { plan: planLines, degraded: degradedLines };

interface ShowOptions {
  readonly config?: string;
  readonly plan?: boolean;
  readonly degraded?: boolean;
  readonly json?: boolean;
}

function asJson(contract: Contract, sections: readonly (keyof typeof LINES)[]): unknown {
  const [only] = sections;
  if (!only) return contract;
  if (sections.length === 1) return contract[only] ?? null;
  return Object.fromEntries(sections.map((section) => [section, contract[section] ?? null]));
}

function printSections(contract: Contract, sections: readonly (keyof typeof LINES)[]): void {
  for (const [index, section] of sections.entries()) {
    if (index > 0) print();
    for (const line of LINES[section](contract[section])) print(line);
  }
}

function printContract({ document, plan: _, degraded: __, ...facts }: Contract): void {
  const width = Math.max(...Object.keys(facts).map((key) => key.length));
  for (const [key, value] of Object.entries(facts))
    print(`${bold(key.padEnd(width))}  ${key === 'cost' ? costText(value) : factText(value)}`);
  print();
  print(document);
}

function factText(value: unknown): string {
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : '–';
  if (typeof value !== 'object' || value === null) return String(value);
  const plainly = Object.entries(value).map(([key, one]) =>
    typeof one === 'object' ? `${key} ${JSON.stringify(one)}` : `${key} ${one}`,
  );
  return plainly.join(', ');
}
