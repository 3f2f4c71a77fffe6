import type { Observer } from '../../kernel/plugin.ts';
import { Histogram, SECONDS } from './histogram.ts';

export interface RequestMetricsParts {
  /** Where a source is. */
  readonly addressOf: (source: string) => { readonly host: string; readonly port: number } | undefined;
  /** The codes that are known. Any other is masked for the client, and is `INTERNAL_SERVER_ERROR` here too. */
  readonly codes: ReadonlyMap<string, unknown>;
}

/** Stands for every operation that is not registered, and for every request that got to none. */
const OTHER = 'other';

/**
 * Counts and times requests and their calls to sources. A label is never what a client wrote: an operation's name counts
 * only where the build registered it.
 */
export function createRequestMetrics({ addressOf, codes }: RequestMetricsParts) {
  const requests = new Histogram(
    'http_server_request_duration_seconds',
    'Seconds from the arrival of a request to the end of its answer.',
    SECONDS,
  );
  const calls = new Histogram(
    'http_client_request_duration_seconds',
    'Seconds of a call to a source, with its retries.',
    SECONDS,
  );
  const known = (code: string): string => (codes.has(code) ? code : 'INTERNAL_SERVER_ERROR');

  const observe: Observer = {
    settled({ outcome, status, codes: [first], milliseconds }, { operation, request: { method, route } }) {
      const name = (operation?.registered && operation.name) || OTHER;
      // A caller that went away got no answer, and its going is nobody's error. Source: semantic conventions, HTTP spans.
      const answer = outcome === 'aborted' ? null : status;
      const error = outcome === 'aborted' || first === undefined ? null : known(first);
      const key = `${name} ${outcome} ${answer} ${error} ${method} ${route}`;
      const series =
        requests.find(key) ??
        requests.begin(key, {
          http_request_method: method,
          http_response_status_code: answer,
          http_route: route,
          error_type: error,
          tollgate_outcome: outcome,
          tollgate_operation: name,
        });
      series.record(milliseconds / 1_000);
    },
    called({ source, method, status, code, milliseconds }) {
      const key = `${source} ${status} ${code} ${method}`;
      const address = addressOf(source);
      const series =
        calls.find(key) ??
        calls.begin(key, {
          http_request_method: method,
          http_response_status_code: status,
          server_address: address?.host ?? null,
          server_port: address?.port ?? null,
          error_type: code,
          tollgate_source: source,
        });
      series.record(milliseconds / 1_000);
    },
  };
  return { observe, text: (): string => requests.text() + calls.text() };
}
