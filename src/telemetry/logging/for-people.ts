import { createRequire } from 'node:module';
import type * as pinoPretty from 'pino-pretty';
import type { LogSink } from '../../kernel/ports/log.ts';

/** Turns lines of JSON into lines for people. The library is loaded only where someone looks. */
export function forPeople(destination: LogSink): LogSink {
  const { prettyFactory } = createRequire(import.meta.url)('pino-pretty') as typeof pinoPretty;
  const prettify = prettyFactory({
    colorize: process.stdout.isTTY && !process.env['NO_COLOR'],
    messageKey: 'message',
    translateTime: 'SYS:HH:MM:ss.l',
    hideObject: true,
    messageFormat: (line) => messageOf(line as Partial<PrintedLine>),
  });
  return { write: (line) => destination.write(prettify(line) ?? '') };
}

/** What a line may hold. */
interface PrintedLine {
  readonly message: string;
  readonly stack?: string;
  readonly operation?: { readonly name: string | null } | null;
  readonly status?: number;
  readonly outcome?: string;
  readonly codes?: readonly string[];
  readonly milliseconds?: { readonly total: number };
  readonly calls?: readonly { readonly source: string; readonly milliseconds: number }[];
}

function messageOf({
  message,
  stack,
  operation,
  status,
  outcome,
  codes = [],
  milliseconds,
  calls = [],
}: Partial<PrintedLine>): string {
  if (message !== 'request') return stack ? `${message}\n${stack}` : String(message);
  const called = calls.map(({ source, milliseconds: spent }) => `${source} ${spent} ms`).join(', ');
  const parts = [
    operation?.name ?? 'an operation without a name',
    status,
    outcome,
    ...codes,
    `${milliseconds?.total} ms`,
  ];
  return parts.join('  ') + (called ? `  (${called})` : '');
}
