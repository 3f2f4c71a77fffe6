/** Headers of the connection or of the framing, which are the client library's. Source: RFC 9110 §7.6.1, §8.6, §10.1.1. */
export const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
  'content-encoding',
  'accept-encoding',
  'keep-alive',
  'expect',
]);
