import type { Level } from 'pino';
import { catalogue } from '../../errors/catalogue.ts';
import { type Seen, type Settled, STAGES } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import type { Scrubber } from '../../kernel/ports/scrubber.ts';
import type { LoggingConfig } from '../config.ts';
import type { Logger } from './logger.ts';

export interface RequestLogParts {
  readonly logger: Logger;
  readonly config: LoggingConfig;
  /** Masks by path need the graph, which is made after the plugins. */
  readonly scrubber: Scrubber;
}

/** One line a request, when it has settled: what was asked, by whom, how it ended, where the time went. */
export function requestLog({ logger, config, scrubber }: RequestLogParts): Plugin {
  return {
    name: 'request-log',
    observe: {
      settled(settled, exchange) {
        if (settled.outcome === 'ok' && config.successes < 1 && Math.random() >= config.successes) return;
        const level = levelOf(settled);
        if (!logger.writes(level)) return;
        const { operation, rawVariables } = exchange;
        const more = {
          ...(operation &&
            rawVariables &&
            config.include.includes('variables') && { variables: scrubber.variables(operation, rawVariables) }),
          ...(operation &&
            config.include.includes('answer') && { answer: scrubber.answer(operation, settled.result.data) }),
        };
        logger.line(level, { ...lineOf(settled, exchange, scrubber), ...more }, 'request');
      },
    },
  };
}

function lineOf(settled: Settled, exchange: Seen, scrubber: Scrubber): object {
  const { outcome, stage, status, codes, bytes, milliseconds } = settled;
  const { requestId, generation, operation, client, calls, startedAt, times, trace } = exchange;
  return {
    requestId: requestId === undefined ? null : scrubber.text(requestId),
    ...(trace && { traceId: trace.traceId, spanId: trace.spanId }),
    generation,
    operation: operation
      ? { id: operation.id, name: operation.name, type: operation.type, registered: operation.registered }
      : null,
    client: {
      name: client?.name ? scrubber.text(client.name) : null,
      version: client?.version ? scrubber.text(client.version) : null,
    },
    outcome,
    stage,
    status,
    codes,
    milliseconds: { ...stageTimes(startedAt, times), total: rounded(milliseconds) },
    calls: calls.map((call) => ({
      source: call.source,
      status: call.status,
      code: call.code,
      milliseconds: rounded(call.milliseconds),
    })),
    bytes,
  };
}

/** How long the request was in each stage that it left. */
function stageTimes(startedAt: number, times: Float64Array): Record<string, number> {
  const spent: Record<string, number> = {};
  let from = startedAt;
  for (const [index, stage] of STAGES.entries()) {
    const until = times[index] ?? 0;
    if (until === 0) break;
    spent[stage] = rounded(until - from);
    from = until;
  }
  return spent;
}

const rounded = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;

/** What failed inside is an error, what a source did is a warning, what a client did is news. */
function levelOf({ outcome, codes }: Settled): Level {
  if (codes.includes('INTERNAL_SERVER_ERROR')) return 'error';
  if (outcome === 'failed' || codes.some((code) => (catalogue.get(code)?.httpStatus ?? 0) >= 500)) return 'warn';
  return 'info';
}
