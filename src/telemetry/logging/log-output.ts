import { closeSync, createWriteStream, fstatSync, mkdirSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { inTime } from '../../kernel/basics/in-time.ts';
import type { LogSink } from '../../kernel/ports/log.ts';
import { ProblemsError } from '../../kernel/problems/problem.ts';

/** Bytes that may wait for a destination that is slow; what comes after is dropped and counted. */
const LONGEST_QUEUE = 4 * 1024 * 1024;
/** Characters that are worth a call of the system. */
const BATCH = 64 * 1024;
/** Milliseconds that a line waits for others to go with it. */
const LONGEST_WAIT = 100;
/** Milliseconds for the last lines to leave, of a process that is to end. */
const LONGEST_CLOSE = 1_000;

/** Where lines go: handed over by the batch and written in the background. */
export interface LogOutput {
  /** Tries the file out. @throws ProblemsError when it cannot be written to */
  readonly open: () => void;
  readonly sink: LogSink;
  /** Lines that were not written. */
  readonly dropped: () => number;
  readonly close: () => Promise<void>;
}

/** @param file to append to; left out, standard output */
export function logOutput(file: string | undefined): LogOutput {
  let destination: Writable | undefined;
  let batch = '';
  let lines = 0;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let dropped = 0;
  let closed = false;
  const opened = (): Writable => {
    if (destination && !destination.destroyed) return destination;
    destination = file === undefined ? standardOutput() : createWriteStream(file, { flags: 'a' });
    // Each write is told of its own failure. A log that cannot be written must not take the gateway with it.
    destination.on('error', () => {});
    return destination;
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (lines === 0) return;
    const [text, count] = [batch, lines];
    [batch, lines] = ['', 0];
    const to = opened();
    if (to.writableLength > LONGEST_QUEUE) dropped += count;
    else underWay = new Promise((written) => to.write(text, (error) => written(void (dropped += error ? count : 0))));
  };
  return {
    open: () => file !== undefined && tryOut(file),
    sink: {
      write(line) {
        if (closed) return void dropped++;
        batch += line;
        lines++;
        if (batch.length >= BATCH) flush();
        else timer ??= setTimeout(flush, LONGEST_WAIT).unref();
      },
    },
    dropped: () => dropped,
    async close() {
      if (closed) return;
      flush();
      closed = true;
      await inTime(underWay, LONGEST_CLOSE);
      if (file !== undefined) destination?.destroy(); // standard output is not ours to close
    },
  };
}

/**
 * A pipe is written to as a socket: Node's own standard output would wait for its reader, and a write of the file system
 * that waits would keep the process from ever ending.
 */
function standardOutput(): Writable {
  const kind = fstatSync(1);
  if (!kind.isFIFO() && !kind.isSocket()) return process.stdout;
  if (!pipe || pipe.destroyed) pipe = new Socket({ fd: 1, readable: false, writable: true }).unref();
  return pipe;
}

/** One for all gateways of the process: two would wait for one descriptor. */
let pipe: Socket | undefined;

/** The destination opens in the background, where it could tell nobody that the file cannot be opened. */
function tryOut(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    closeSync(openSync(file, 'a'));
  } catch (error) {
    const message = `It cannot be written to: ${String(error)}. Mend \`logging.file\`, or who may write there.`;
    throw new ProblemsError('The log cannot be opened.', [{ file, message }]);
  }
}
