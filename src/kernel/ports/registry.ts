import type { GatewayError } from '../../errors/gateway-error.ts';
import type { Operation } from '../exchange.ts';
import type { Json } from '../basics/json.ts';

/** How an id was made from the text; `custom` where the client made it up. */
export type IdAlgorithm = 'sha256' | 'sha1' | 'md5' | 'custom';

/** An application that sends the operation, and those of its versions that registered it. */
export type ContractClient = { readonly name: string; readonly versions: readonly string[] };

/** What the build knows of a registered operation: the file in `persisted-queries/contracts/`. */
export interface Contract {
  /** As its client wrote it; `sha256:` before 64 hex digits means the same as none. */
  readonly id: string;
  readonly algorithm: IdAlgorithm;
  readonly name: string;
  readonly type: Operation['type'];
  /** The registered text, to the byte. */
  readonly document: string;
  /** By name; left out where no client is named. */
  readonly clients?: readonly ContractClient[];
  /** Sections derived by plugins, each under its own key. */
  readonly [section: string]: Json;
}

/** A contract made ready to run. */
export interface Registered {
  readonly contract: Contract;
  readonly operation: Operation;
  /** The refusal of one that has more than a document may, and so does not run; judged once. */
  readonly overLimit: () => GatewayError | null;
}

/** The registered operations of one generation. */
export interface Registry {
  readonly size: number;
  readonly byId: (id: string) => Registered | undefined;
  /** Finds a registered operation whose text is equal after normalising. */
  readonly byNormalisedText: (text: string) => Registered | undefined;
  readonly all: () => Iterable<Registered>;
}
