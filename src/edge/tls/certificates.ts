import { readFileSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Signals } from '../../kernel/ports/signals.ts';
import type { TlsConfig } from './config.ts';

/** The files of a TLS listener, read now. @throws Error naming the config and what is wrong with the files. */
export function readCertificates(config: TlsConfig, root: string): SecureContextOptions {
  const read = (key: 'cert' | 'key' | 'clientCa', file: string): Buffer => {
    try {
      return readFileSync(resolve(root, file));
    } catch (error) {
      throw new Error(`http.tls.${key}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`, {
        cause: error,
      });
    }
  };
  const options: SecureContextOptions = {
    cert: read('cert', config.cert),
    key: read('key', config.key),
    minVersion: config.minVersion,
    ...(config.clientCa !== undefined && { ca: read('clientCa', config.clientCa) }),
  };
  try {
    createSecureContext(options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`http.tls: ${config.cert} and ${config.key} cannot be used as PEM and a pair (${why}).`, {
      cause: error,
    });
  }
  return options;
}

/** Milliseconds that files must have been quiet: a pair is written one file after the other. */
const QUIET = 200;

/**
 * Calls when one of the files may have changed. Their folders are watched and not the files, because certificates are
 * renewed by renaming links: certbot's `live/` and the secrets of Kubernetes. Returns what ends it.
 */
export function watchCertificates(config: TlsConfig, root: string, signals: Signals, changed: () => void): () => void {
  const files = [config.cert, config.key, config.clientCa].filter((file) => file !== undefined);
  const folders = new Set(files.map((file) => dirname(resolve(root, file))));
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, QUIET).unref();
  };
  const watchers = [...folders].map((folder) =>
    watch(folder, { persistent: false }, later).on('error', (error) =>
      signals.emit({
        level: 'warn',
        name: 'tls.watch',
        message: `${folder} is no longer watched for new certificates: ${error.message}. Restart the gateway to take one up.`,
      }),
    ),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
