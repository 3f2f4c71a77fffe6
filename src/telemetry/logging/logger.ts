import { type Level, pino, stdTimeFunctions } from 'pino';
import type { Log, LogSink } from '../../kernel/ports/log.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { redact } from '../scrubber/redact.ts';
import { redactValue } from '../scrubber/redact-value.ts';
import type { LoggingConfig } from '../config.ts';
import { forPeople } from './for-people.ts';
import { type LogOutput, logOutput } from './log-output.ts';

export interface LoggerOptions {
  readonly config: LoggingConfig;
  readonly level: string | undefined;
  /** Lines for people unless the config says otherwise. */
  readonly pretty: boolean;
  /** Takes the lines in place of file or standard output. */
  readonly sink?: LogSink | undefined;
}

/** The one writer of the process. Lines are handed over without waiting: a blocked sink costs lines, never requests. */
export interface Logger {
  readonly log: Log;
  /** Writes a line as given, JSON and its newline: its maker has scrubbed it. */
  readonly line: (line: string) => void;
  /** Whether lines of the level are written at all. */
  readonly writes: (level: Level) => boolean;
  /** Opens the file. @throws ProblemsError when that cannot be written to */
  readonly open: () => void;
  /** Lines that were dropped since the start. */
  readonly dropped: () => number;
  readonly close: () => Promise<void>;
}

export function createLogger({ config, level, pretty, sink }: LoggerOptions): Logger {
  const output = sink ? given(sink) : logOutput(config.file);
  const options = {
    level: level ?? config.level,
    base: null,
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const stream = (config.pretty ?? pretty) ? forPeople(output.sink) : output.sink;
  const writer = pino(options, stream);
  const write =
    (at: Level) =>
    (message: string, attributes?: Readonly<Record<string, unknown>>): void => {
      if (writer.isLevelEnabled(at)) writer[at]((attributes ? redactValue(attributes) : {}) as object, redact(message));
    };
  return {
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    line: (line) => stream.write(line),
    writes: (at) => writer.isLevelEnabled(at),
    open: output.open,
    dropped: output.dropped,
    close: output.close,
  };
}

/** What an embedding process gives is its own to open and close. */
const given = (sink: LogSink): LogOutput => ({ sink, open: () => {}, dropped: () => 0, close: async () => {} });

/** The rooms' signals as words of the log. */
export function logSignals(log: Log): Signals {
  return { emit: ({ level, name, message, attributes }) => log[level](message, { name, ...attributes }) };
}
