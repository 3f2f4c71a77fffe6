import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Level, pino, stdTimeFunctions } from 'pino';
import type { Log, LogSink } from '../../kernel/ports/log.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import { ProblemsError } from '../../kernel/problem.ts';
import { redact } from '../scrubber/redact.ts';
import { redactValue } from '../scrubber/redact-value.ts';
import type { LoggingConfig } from '../config.ts';
import { forPeople } from './for-people.ts';

/** Characters that may wait for a sink that is slow; what comes after is dropped and counted. */
const LONGEST_QUEUE = 4 * 1024 * 1024;
/** Characters that are worth a call of the system. */
const BATCH = 64 * 1024;
/** Characters of one call at most. */
const LARGEST_WRITE = 256 * 1024;
/** Milliseconds that a line waits for others to go with it. */
const LONGEST_WAIT = 100;

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
  const output = sink ? { sink, open: () => {}, dropped: () => 0, close: async () => {} } : fileOutput(config.file);
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

/**
 * A file or standard output, opened by the first line at the latest and written to in the background. Lines are handed over by the
 * batch: the destination would make a buffer of each.
 */
function fileOutput(file: string | undefined) {
  let destination: ReturnType<typeof pino.destination> | undefined;
  let batch = '';
  let timer: NodeJS.Timeout | undefined;
  let dropped = 0;
  let closed = false;
  const drop = (lines: string | Buffer): void => void (dropped += newlines(lines));
  const open = () => {
    const options = { sync: false, mkdir: true, maxLength: LONGEST_QUEUE, maxWrite: LARGEST_WRITE };
    const opened = pino.destination({ ...options, contentMode: 'buffer' as const, dest: file ?? 1 });
    opened.on('drop', drop);
    // A log that cannot be written (a full disk, a closed pipe) must not take the gateway with it.
    opened.on('error', () => dropped++);
    return opened;
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (batch === '') return;
    // Its types know text alone.
    (destination ??= open()).write(Buffer.from(batch) as unknown as string);
    batch = '';
  };
  return {
    open(): void {
      if (file !== undefined) tryOut(file);
    },
    sink: {
      write(line: string): void {
        if (closed) return drop(line);
        batch += line;
        if (batch.length >= BATCH) flush();
        else timer ??= setTimeout(flush, LONGEST_WAIT).unref();
      },
    },
    dropped: () => dropped,
    close(): Promise<void> {
      if (closed) return Promise.resolve();
      flush();
      closed = true;
      const opened = destination;
      if (!opened) return Promise.resolve();
      return new Promise((resolve) => {
        opened.once('close', () => resolve());
        opened.once('error', () => resolve()); // what still waited cannot be written, and closing would wait for it
        opened.end();
      });
    },
  };
}

/** The destination opens in the background, where it could tell nobody but the process that a file cannot be opened. */
function tryOut(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    closeSync(openSync(file, 'a'));
  } catch (error) {
    const message = `It cannot be written to: ${String(error)}. Mend \`logging.file\`, or who may write there.`;
    throw new ProblemsError('The log cannot be opened.', [{ file, message }]);
  }
}

function newlines(text: string | Buffer): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** The rooms' signals as words of the log. */
export function logSignals(log: Log): Signals {
  return { emit: ({ level, name, message, attributes }) => log[level](message, { name, ...attributes }) };
}
