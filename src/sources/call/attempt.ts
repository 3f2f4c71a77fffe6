import type { Dispatcher } from 'undici';
import type { Answer } from './answer.ts';
import { readAnswer } from './read-answer.ts';

/**
 * One HTTP call by undici's own lowest interface: it makes no stream of an answer that is read to its end anyway. Rejects
 * with undici's error, or with what it was aborted with.
 */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  #resolve!: (answer: Answer) => void;
  #reject!: (error: Error) => void;
  /** When the source was last heard of, or the request went out; `undefined` while it waits for a connection. */
  heardAt: number | undefined;
  /** Whether the head of the answer has come. */
  isAnswered = false;
  #controller: Dispatcher.DispatchController | undefined;
  #aborted: Error | undefined;
  #status = 0;
  #headers: Answer['headers'] = {};
  #first: Buffer | undefined;
  #chunks: Buffer[] | undefined;

  constructor(dispatcher: Dispatcher, request: Dispatcher.DispatchOptions) {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    try {
      dispatcher.dispatch(request, this);
    } catch (error) {
      this.#reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** At once, though the call may still wait for a connection. */
  abort(reason: Error): void {
    this.#aborted = reason;
    this.#controller?.abort(reason);
    this.#reject(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#aborted) controller.abort(this.#aborted);
    else this.heardAt = performance.now();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Answer['headers']): void {
    // What a source says before its answer does not make the answer come.
    if (status < 200) return;
    this.isAnswered = true;
    this.heardAt = performance.now();
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.heardAt = performance.now();
    if (!this.#first) this.#first = chunk;
    else (this.#chunks ??= [this.#first]).push(chunk);
  }

  onResponseEnd(): void {
    const body = this.#chunks ? Buffer.concat(this.#chunks) : this.#first;
    this.#resolve(readAnswer(this.#status, this.#headers, body));
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }
}
