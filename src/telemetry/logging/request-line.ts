import { type Operation, type Seen, type Settled, STAGES, type UpstreamCall } from '../../kernel/exchange.ts';
import type { Scrubber } from '../../kernel/ports/scrubber.ts';

export interface RequestLineParts {
  readonly level: string;
  readonly settled: Settled;
  readonly exchange: Seen;
  readonly scrubber: Scrubber;
  /** Members that the config asks for besides; scrubbed. */
  readonly more: Readonly<Record<string, unknown>>;
}

/**
 * The line of a request as JSON, newline included. Its text is put together here, because making an object of it and
 * having that serialised takes three times as long, which is half of what a small request may cost for all its log.
 */
export function requestLine({ level, settled, exchange, scrubber, more }: RequestLineParts): string {
  const { outcome, stage, status, codes, bytes, milliseconds } = settled;
  const { requestId, generation, operation, client, calls, trace } = exchange;
  const scrubbed = (name: string | null | undefined): string => (name ? JSON.stringify(scrubber.text(name)) : 'null');
  const traced = trace ? `,"traceId":"${trace.traceId}","spanId":"${trace.spanId}"` : '';
  let rest = '';
  for (const [name, value] of Object.entries(more)) rest += `,"${name}":${JSON.stringify(value ?? null)}`;
  return (
    `{"level":"${level}","time":"${now()}","requestId":${scrubbed(requestId)}${traced},"generation":"${generation}"` +
    `,"operation":${operation ? operationText(operation) : 'null'}` +
    `,"client":{"name":${scrubbed(client?.name)},"version":${scrubbed(client?.version)}}` +
    `,"outcome":"${outcome}","stage":${stage === null ? 'null' : `"${stage}"`},"status":${status}` +
    `,"codes":${codes.length === 0 ? '[]' : JSON.stringify(codes)}` +
    `,"milliseconds":{${stageTimes(exchange)}"total":${rounded(milliseconds)}}` +
    `,"calls":[${calls.map(callText).join()}],"bytes":${bytes}${rest},"message":"request"}\n`
  );
}

const texts = new WeakMap<Operation, string>();

/** The same for every request of a registered operation. */
function operationText(operation: Operation): string {
  const known = texts.get(operation);
  if (known !== undefined) return known;
  const { id, name, type, registered } = operation;
  const text = JSON.stringify({ id, name, type, registered });
  texts.set(operation, text);
  return text;
}

function callText({ source, status, code, milliseconds }: UpstreamCall): string {
  const failure = code === null ? 'null' : JSON.stringify(code);
  return `{"source":${JSON.stringify(source)},"status":${status},"code":${failure},"milliseconds":${rounded(milliseconds)}}`;
}

/** How long the request was in each stage that it left, each member followed by a comma. */
function stageTimes({ startedAt, times }: Seen): string {
  let text = '';
  let from = startedAt;
  for (const [index, stage] of STAGES.entries()) {
    const until = times[index] ?? 0;
    if (until === 0) break;
    text += `"${stage}":${rounded(until - from)},`;
    from = until;
  }
  return text;
}

const rounded = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;

let written = { at: 0, text: '' };

/** ISO 8601; many lines are written in one millisecond. */
function now(): string {
  const at = Date.now();
  if (at !== written.at) written = { at, text: new Date(at).toISOString() };
  return written.text;
}
