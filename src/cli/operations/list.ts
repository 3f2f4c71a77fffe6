import { counted } from '../../kernel/basics/words.ts';
import { Command, InvalidArgumentError } from 'commander';
import { duration } from '../../kernel/basics/units.ts';
import type { UnusedOperation } from '../../toolbox.ts';
import { openToolbox } from '../load-config.ts';
import { dim, print, printJson, printTable } from '../output.ts';

interface Options {
  readonly config?: string;
  /** Milliseconds. */
  readonly unused?: number;
  readonly json?: boolean;
}

/** `tollgate operations list` */
export function listCommand(): Command {
  return new Command('list')
    .description('list the registered operations')
    .option('-c, --config <file>', 'config file')
    .option('--unused <duration>', 'those only that nobody has asked for in so long, such as 30d', milliseconds)
    .option('--json', 'print JSON')
    .action(async ({ config, unused, json }: Options) => {
      const { standing, unusedFor } = await openToolbox(config);
      if (unused !== undefined) return listUnused(unusedFor(unused), json);
      const contracts = standing();
      if (json) return printJson(contracts.map(({ document: _, ...rest }) => rest));
      if (contracts.length === 0)
        return print(
          'No operation is registered. Write one below persisted-queries/ and run `tollgate operations build`.',
        );
      printTable(
        ['NAME', 'TYPE', 'SOURCES', 'ID'],
        contracts.map(({ name, type, sources, id }) => [name, type, sourcesText(sources), id]),
      );
      return print(
        dim(`${counted(contracts.length, 'operation')}; \`tollgate operations show <name or id>\` tells more of one.`),
      );
    });
}

function milliseconds(text: string): number {
  const read = duration().safeParse(text);
  if (read.success) return read.data;
  throw new InvalidArgumentError('Write a duration such as 30d or 12h.');
}

function listUnused(unused: readonly UnusedOperation[], json = false): void {
  const shown = unused.map(({ contract: { id, name, owner, clients }, lastSeen, since }) => ({
    id,
    name,
    owner: typeof owner === 'string' ? owner : null,
    clients: clients?.map((client) => client.name) ?? [],
    lastSeen: lastSeen === null ? null : new Date(lastSeen).toISOString(),
    servedSince: new Date(since).toISOString(),
  }));
  if (json) return printJson(shown);
  if (shown.length === 0) return print('Every operation that has been served for so long has been asked for.');
  printTable(
    ['NAME', 'OWNER', 'CLIENTS', 'LAST SEEN', 'SERVED SINCE', 'ID'],
    shown.map(({ name, owner, clients, lastSeen, servedSince, id }) => [
      name,
      owner ?? '–',
      clients.join(', ') || '–',
      lastSeen?.slice(0, 10) ?? 'never',
      servedSince.slice(0, 10),
      id,
    ]),
  );
  return print(dim(`${counted(shown.length, 'operation')} that nobody has asked for.`));
}

function sourcesText(sources: unknown): string {
  return Array.isArray(sources) && sources.length > 0 ? sources.join(', ') : '–';
}
