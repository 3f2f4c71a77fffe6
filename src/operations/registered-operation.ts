import { type DocumentNode, Kind, parse } from 'graphql';
import type { Operation } from '../kernel/exchange.ts';
import type { Contract } from '../kernel/ports/registry.ts';
import { contractFile } from './build/contract-files.ts';
import { normalisedId } from './ids.ts';
import { normalisedText } from './text.ts';

/** The operation of a contract, parsed when it is first asked for and once: of ten thousand few are asked for often. */
export class RegisteredOperation implements Operation {
  readonly id: string;
  readonly registered = true;
  readonly #contract: Contract;
  #document: DocumentNode | undefined;
  #normalised: string | undefined;

  constructor(contract: Contract) {
    this.id = normalisedId(contract.id) ?? contract.id;
    this.#contract = contract;
  }

  get name(): string {
    return this.#contract.name;
  }

  get type(): Operation['type'] {
    return this.#contract.type;
  }

  get text(): string {
    return this.#contract.document;
  }

  get document(): DocumentNode {
    this.#document ??= documentOf(this.#contract);
    return this.#document;
  }

  /** The text without its layout. */
  get normalised(): string {
    this.#normalised ??= normalisedText(this.document);
    return this.#normalised;
  }
}

/** Parses a contract. @throws Error when it says of its document what is not so: at run time it is believed */
function documentOf(contract: Contract): DocumentNode {
  const document = parse(contract.document, { noLocation: true });
  const mistake = mistakeIn(contract, document);
  if (mistake) throw new Error(`${contractFile(contract)}: ${mistake} Run \`tollgate operations build\`.`);
  return document;
}

export function mistakeIn({ name, type }: Contract, document: DocumentNode): string | undefined {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operations.length !== 1 || !operation) return 'The document of a contract has one operation.';
  if (operation.name?.value !== name) return `The operation is called "${operation.name?.value}", not "${name}".`;
  return operation.operation === type ? undefined : `The operation is a ${operation.operation}, not a ${type}.`;
}
