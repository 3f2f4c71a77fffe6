import { createRequire } from 'node:module';
import type pinoPretty from 'pino-pretty';
import { type DestinationStream, type Level, pino, stdTimeFunctions } from 'pino';
import type { Log, LogSink } from '../../kernel/ports/log.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { redact } from '../scrubber/redact.ts';
import { redactValue } from '../scrubber/redact-value.ts';
import type { LoggingConfig } from '../config.ts';

/** Characters that may wait for a sink that is slow; what comes after is dropped and counted. */
const LONGEST_QUEUE = 4 * 1024 * 1024;

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
  /** Writes a line as given: its maker has scrubbed it. */
  readonly line: (level: Level, line: object, message: string) => void;
  /** Whether lines of the level are written at all. */
  readonly writes: (level: Level) => boolean;
  /** Lines that were dropped since the start. */
  readonly dropped: () => number;
  readonly close: () => Promise<void>;
}

export function createLogger({ config, level, pretty, sink }: LoggerOptions): Logger {
  const output = sink ? { sink, dropped: () => 0, close: async () => {} } : openOutput(config.file);
  const options = {
    level: level ?? config.level,
    base: null,
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const writer = pino(options, (config.pretty ?? pretty) ? forPeople(output.sink) : output.sink);
  const write =
    (at: Level) =>
    (message: string, attributes?: Readonly<Record<string, unknown>>): void => {
      if (writer.isLevelEnabled(at)) writer[at]((attributes ? redactValue(attributes) : {}) as object, redact(message));
    };
  return {
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    line: (at, line, message) => writer[at](line, message),
    writes: (at) => writer.isLevelEnabled(at),
    dropped: output.dropped,
    close: output.close,
  };
}

/** A file or standard output, written to in the background. */
function openOutput(file: string | undefined) {
  const destination = pino.destination({ dest: file ?? 1, sync: false, mkdir: true, maxLength: LONGEST_QUEUE });
  let dropped = 0;
  let closed = false;
  destination.on('drop', () => dropped++);
  // A log that cannot be written (a full disk, a closed pipe) must not take the gateway with it.
  destination.on('error', () => dropped++);
  return {
    sink: { write: (line: string) => void (closed ? dropped++ : destination.write(line)) },
    dropped: () => dropped,
    close(): Promise<void> {
      if (closed) return Promise.resolve();
      closed = true;
      return new Promise((resolve) => {
        destination.once('close', () => resolve());
        destination.end();
      });
    },
  };
}

/** The rooms' signals as words of the log. */
export function logSignals(log: Log): Signals {
  return { emit: ({ level, name, message, attributes }) => log[level](message, { name, ...attributes }) };
}

/** Loaded only where someone looks, and at once, for the first words come early. */
function forPeople(destination: LogSink): DestinationStream {
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof pinoPretty;
  const options = { colorize: process.stdout.isTTY, messageKey: 'message', singleLine: true };
  return pretty({ ...options, destination: destination as DestinationStream & NodeJS.WritableStream });
}
