import { createServer, type Server, type ServerOptions } from 'node:https';
import type { RequestListener } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
import type { FastifyInstance, FastifyServerOptions } from 'fastify';
import type { Signals } from '../../kernel/ports/signals.ts';
import { readCertificates, watchCertificates } from './certificates.ts';
import type { TlsConfig } from './config.ts';
import { httpsRedirect } from './https-redirect.ts';

export interface SecureServerParts {
  readonly config: TlsConfig;
  /** The folder that paths of the config are seen from. */
  readonly root: string;
  readonly signals: Signals;
  /** Milliseconds for a handshake. */
  readonly handshake: number;
}

/** What Fastify would set on a server that it makes itself. */
export interface ListenerOptions extends Required<
  Pick<FastifyServerOptions, 'keepAliveTimeout' | 'requestTimeout' | 'connectionTimeout' | 'maxRequestsPerSocket'>
> {
  readonly http: ServerOptions;
}

/** The HTTPS listener and its certificates. */
export class SecureServer {
  readonly #parts: SecureServerParts;
  #server: Server | undefined;
  #current: SecureContextOptions | undefined;

  constructor(parts: SecureServerParts) {
    this.#parts = parts;
  }

  /** The server, still without a certificate. */
  create(listener: RequestListener, options: ListenerOptions): Server {
    const { config, handshake } = this.#parts;
    const { http, keepAliveTimeout, requestTimeout, connectionTimeout, maxRequestsPerSocket } = options;
    const mutual = config.clientCa !== undefined;
    const server = createServer(
      { ...http, keepAliveTimeout, requestTimeout, handshakeTimeout: handshake, requestCert: mutual },
      listener,
    );
    server.setTimeout(connectionTimeout);
    server.maxRequestsPerSocket = maxRequestsPerSocket;
    // Node hands a failed handshake on as a broken request, which would be answered; nobody could read it.
    server.removeAllListeners('tlsClientError').on('tlsClientError', (_, socket) => socket.destroy());
    this.#server = server;
    return server;
  }

  /** Reads the certificates before the listener opens, and watches them until it closes; the redirect opens beside it. */
  attach(app: FastifyInstance, host: string): void {
    const { config, root, signals } = this.#parts;
    let unwatch: (() => void) | undefined;
    app.addHook('onReady', async () => {
      this.#take(readCertificates(config, root));
      unwatch = watchCertificates(config, root, signals, () => this.reload());
    });
    app.addHook('onClose', async () => unwatch?.());
    if (config.redirect) httpsRedirect(app, config.redirect, host);
  }

  /** Takes up certificates that have changed; connections keep theirs. What cannot be used is reported and left. */
  reload(): void {
    const { config, root, signals } = this.#parts;
    try {
      const next = readCertificates(config, root);
      if (this.#current && sameFiles(next, this.#current)) return;
      this.#take(next);
      signals.emit({ level: 'info', name: 'tls.reloaded', message: `New certificates were taken up: ${config.cert}.` });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const message = `${why} The certificates of before stay in use. Mend the files; they are watched.`;
      signals.emit({ level: 'error', name: 'tls.reload-failed', message });
    }
  }

  #take(options: SecureContextOptions): void {
    this.#server?.setSecureContext(options);
    this.#current = options;
  }
}

function sameFiles(one: SecureContextOptions, other: SecureContextOptions): boolean {
  return (['cert', 'key', 'ca'] as const).every((part) => String(one[part]) === String(other[part]));
}
