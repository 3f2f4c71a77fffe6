import type { Operation } from '../exchange.ts';
import type { Json } from '../basics/json.ts';

/** What the build knows of a registered operation: the file in `persisted-queries/contracts/`. */
export interface Contract {
  readonly id: string;
  readonly name: string;
  readonly type: Operation['type'];
  /** The registered text, to the byte. */
  readonly document: string;
  /** Sections derived by plugins, each under its own key. */
  readonly [section: string]: Json;
}

/** A contract made ready to run. */
export interface Registered {
  readonly contract: Contract;
  readonly operation: Operation;
}

/** The registered operations of one generation. */
export interface Registry {
  readonly size: number;
  readonly byId: (id: string) => Registered | undefined;
  /** Finds a registered operation whose text is equal after normalising. */
  readonly byNormalisedText: (text: string) => Registered | undefined;
  readonly all: () => Iterable<Registered>;
}
