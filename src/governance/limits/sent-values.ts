import type { Identified } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import type { LimitsConfig } from './config.ts';
import { judgeExtensions, judgeVariables } from './judge-values.ts';

interface Needs extends Identified {
  readonly rawVariables: Readonly<Record<string, unknown>>;
  readonly rawExtensions: Readonly<Record<string, unknown>>;
}

/** Refuses variables and extensions that are too large, too deep or too many, before anything is done with them. */
export function sentValues(most: LimitsConfig): Plugin<Needs> {
  return {
    name: 'sent-values',
    run({ rawVariables, rawExtensions }) {
      judgeExtensions(rawExtensions, most.extensions);
      judgeVariables(rawVariables, most);
    },
  };
}
