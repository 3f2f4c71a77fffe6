import { type DocumentNode, Kind } from 'graphql';
import type { GatewayError } from '../../errors/gateway-error.ts';
import { overLimit } from '../../errors/over-limit.ts';
import type { DocumentLimits } from '../../kernel/ports/document-limits.ts';
import type { LimitsConfig } from './config.ts';
import { refusalOfText } from './read-tokens.ts';
import { shapeOf } from './shape-of-document.ts';

/** The limits on documents, by the config. */
export function documentLimits(most: LimitsConfig): DocumentLimits {
  return {
    ofText: (text) => refusalOfText(text, most),
    // The definitions are counted before the walk, which goes as deep as there are fragments.
    ofDocument: (document) => firstPassed(definitionsOf(document), most) ?? firstPassed(shapeOf(document), most),
  };
}

/** The one error: of what is too much, the first in the order of the figures. */
function firstPassed<Name extends keyof LimitsConfig>(
  figures: Readonly<Record<Name, number>>,
  most: LimitsConfig,
): GatewayError | null {
  for (const name in figures) if (figures[name] > most[name]) return overLimit(name, most[name]);
  return null;
}

function definitionsOf({ definitions }: DocumentNode): Readonly<Record<'operations' | 'fragments', number>> {
  const count = (wanted: Kind): number => definitions.filter(({ kind }) => kind === wanted).length;
  return { operations: count(Kind.OPERATION_DEFINITION), fragments: count(Kind.FRAGMENT_DEFINITION) };
}
