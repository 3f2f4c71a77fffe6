import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { buildConnector, Pool } from 'undici';
import type { SourceConfig } from './config.ts';

/** Milliseconds after which a connection is made anew, so that a name which has moved is followed. */
const LONGEST_LIFE = 60_000;

/** The connections to a service. @param root the folder that paths of the config are seen from */
export function openPool(config: SourceConfig, root: string): Pool {
  const { url, connections, maxResponse, http2 } = config;
  return new Pool(new URL(url).origin, {
    connections,
    pipelining: 1,
    allowH2: http2,
    connect: connectInTime(config, root),
    // Its timers are exact to half a second; calls watch their own time.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxResponse,
    clientTtl: LONGEST_LIFE,
    // Milliseconds, where a service does not say in `Keep-Alive` how long it keeps a connection. Node's servers, the most
    // hasty of the common ones, do for 5 s; a call on a connection that they are just closing would be lost.
    keepAliveTimeout: 4_000,
  });
}

/**
 * undici's own limit on connecting is kept to half a second; this one to the millisecond. Its connector hands back the socket
 * that it opens, which its type leaves out: one that is connected and yet late has had no word of the handshake.
 */
function connectInTime(config: SourceConfig, root: string): buildConnector.connector {
  const { timeouts, http2 } = config;
  const connect = buildConnector({
    allowH2: http2,
    timeout: 2 * timeouts.connect + 1_000,
    ...tlsFiles(config, root),
  });
  return (options, done) => {
    const timer = setTimeout(() => {
      done(new ConnectTimeout(opened.connecting ? 'ETIMEDOUT' : 'ERR_TLS_HANDSHAKE_TIMEOUT'), null);
      opened.destroy();
    }, timeouts.connect);
    const opened = connect(options, (...[error, socket]) => {
      clearTimeout(timer);
      if (socket) done(null, socket);
      else done(error ?? new ConnectTimeout('ETIMEDOUT'), null);
    }) as unknown as Socket;
  };
}

/** @throws Error for files that cannot be read, or are none of TLS: at the start and not at the first call */
function tlsFiles({ url, tls }: SourceConfig, root: string) {
  if (!tls) return {};
  const file = (path: string | undefined): Buffer | undefined =>
    path === undefined ? undefined : readFileSync(resolve(root, path));
  try {
    const files = { ca: file(tls.ca), cert: file(tls.cert), key: file(tls.key) };
    createSecureContext(files);
    return files;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The files of \`tls\` for the source at ${url} cannot be used: ${why}. Mend them, or their paths.`,
      {
        cause: error,
      },
    );
  }
}

class ConnectTimeout extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}
