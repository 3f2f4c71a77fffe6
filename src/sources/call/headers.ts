import type { Governed, Received } from '../../kernel/exchange.ts';
import type { Source } from '../source.ts';
import type { Answer } from './answer.ts';

type Headers = Record<string, string | string[]>;

interface HeaderParts {
  readonly source: Source;
  readonly exchange: Received;
  readonly traced: Readonly<Record<string, string>> | undefined;
  /** The value of the source's credential. */
  readonly secret: string | undefined;
  /** Those of the call itself; they go over all others. */
  readonly own: Readonly<Headers>;
}

/** All headers of a call, by lower-case name and so each once; and what they hold of the request's own, as a text. */
export function requestHeaders({ source, exchange, traced, secret, own }: HeaderParts): {
  readonly headers: Headers;
  readonly forwarded: string;
} {
  const { config, credential } = source;
  const headers: Headers = {
    accept: 'application/json',
    'x-request-id': (exchange as Governed).requestId,
  };
  for (const name in traced) headers[name] = traced[name] ?? '';
  let forwarded = '';
  for (const name of config.forward.request) {
    const value = exchange.request.header(name);
    if (value === undefined) continue;
    headers[name] = value;
    // The length before the value, so that no value can stand for two.
    forwarded += `${name}:${value.length}:${value} `;
  }
  for (const name in config.headers) headers[name] = config.headers[name] ?? '';
  if (credential && secret !== undefined) headers[credential.header] = secret;
  for (const name in own) headers[name] = own[name] ?? '';
  return { headers, forwarded };
}

/** Hands on what the config names of an answer's headers. */
export function headersBack({ config }: Source, { headers }: Answer, exchange: Received): void {
  for (const name of config.forward.response) {
    const value = headers[name];
    if (value !== undefined) exchange.respondWith(name, value);
  }
}
