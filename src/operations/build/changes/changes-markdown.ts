import { counted, listed } from '../../../kernel/basics/words.ts';
import type { Contract } from '../../../kernel/ports/registry.ts';
import { clientsText } from '../register/registration.ts';

/** An operation with what is to be said of it. */
export interface ToldContract {
  readonly contract: Contract;
  readonly words: readonly string[];
}

/** What happened to the registered operations. */
export interface OperationChanges {
  readonly changed: readonly ToldContract[];
  readonly added: readonly ToldContract[];
  readonly retired: readonly ToldContract[];
  /** How many stayed as they were. */
  readonly same: number;
}

/** Operations shown, and names in a row: a comment on a pull request has an end. */
const MOST_SHOWN = 40;

/** The changes as Markdown, for a pull request. */
export function changesMarkdown({ changed, added, retired, same }: OperationChanges): string {
  const counts = [
    ...(changed.length > 0 ? [`${changed.length} changed`] : []),
    ...(added.length > 0 ? [`${added.length} new`] : []),
    ...(retired.length > 0 ? [`${retired.length} retired`] : []),
  ];
  const head = counts.length > 0 ? `Operations: ${listed(counts)}` : 'Operations: nothing changed';
  const parts = [`## ${head}`, ...part('Changed', changed), ...part('New', added), ...part('Retired', retired)];
  const stayed = same > 0 ? [`${counted(same, 'operation')} ${same === 1 ? 'is' : 'are'} as before.`] : [];
  return [...parts, ...stayed].join('\n\n');
}

function part(title: string, told: readonly ToldContract[]): readonly string[] {
  if (told.length === 0) return [];
  const alike = [...Map.groupBy(told, (one) => JSON.stringify([kindOf(one), one.words])).values()];
  const more = alike.slice(MOST_SHOWN).flat().length;
  return [
    `### ${title}`,
    ...alike.slice(0, MOST_SHOWN).map(alikeMarkdown),
    ...(more > 0 ? [`… and ${counted(more, 'operation')} more.`] : []),
  ];
}

/** Operations of the same kind of which the same is said. */
function alikeMarkdown(told: readonly ToldContract[]): string {
  const names = told.slice(0, MOST_SHOWN).map(({ contract }) => `**${contract.name}**`);
  const more = told.length - names.length;
  const [first] = told;
  if (!first) return '';
  const head = `${listed(more > 0 ? [...names, `${more} more`] : names)} (${kindOf(first)})`;
  return [head, ...first.words.map((word) => `- ${word}`)].join('\n');
}

/** `query of web 2.1.0` */
function kindOf({ contract: { type, clients = [] } }: ToldContract): string {
  return clients.length > 0 ? `${type} of ${escaped(clientsText(clients))}` : type;
}

/** Clients may call themselves anything. */
const escaped = (text: string): string => text.replace(/[\\`*_<>[\]|#@]/g, '\\$&');
