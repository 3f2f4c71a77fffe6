import type { Level } from 'pino';
import { catalogue } from '../../errors/catalogue.ts';
import type { Seen, Settled } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import type { Scrubber } from '../../kernel/ports/scrubber.ts';
import type { LoggingConfig } from '../config.ts';
import type { Logger } from './logger.ts';
import { requestLine } from './request-line.ts';

export interface RequestLogParts {
  readonly logger: Logger;
  readonly config: LoggingConfig;
  /** Masks by path need the graph, which is made after the plugins. */
  readonly scrubber: Scrubber;
}

/** One line a request, when it has settled: what was asked, by whom, how it ended, where the time went. */
export function requestLog({ logger, config, scrubber }: RequestLogParts): Plugin {
  const { include } = config;
  const asked = ({ result }: Settled, { operation, rawVariables }: Seen): Readonly<Record<string, unknown>> => {
    if (include.length === 0 || !operation) return NOTHING;
    return {
      ...(rawVariables && include.includes('variables') && { variables: scrubber.variables(operation, rawVariables) }),
      ...(include.includes('answer') && { answer: scrubber.answer(operation, result.data) }),
    };
  };
  return {
    name: 'request-log',
    observe: {
      settled(settled, exchange) {
        if (settled.outcome === 'ok' && config.successes < 1 && Math.random() >= config.successes) return;
        const level = levelOf(settled);
        if (!logger.writes(level)) return;
        logger.line(requestLine({ level, settled, exchange, scrubber, more: asked(settled, exchange) }));
      },
    },
  };
}

const NOTHING = {};

/** What failed inside is an error, what a source did is a warning, what a client did is news. */
function levelOf({ outcome, codes }: Settled): Level {
  if (codes.includes('INTERNAL_SERVER_ERROR')) return 'error';
  if (outcome === 'failed' || codes.some((code) => (catalogue.get(code)?.httpStatus ?? 0) >= 500)) return 'warn';
  return 'info';
}
