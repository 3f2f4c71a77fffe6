import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Files of a certificate for this machine and its key. */
export interface SelfSigned {
  readonly cert: string;
  readonly key: string;
}

const DAY = 86_400_000;
/** Days that a pair lasts: browsers take none for longer than 398. */
const LASTS = 365;

/**
 * A self-signed pair for `localhost` in the folder given; the one that is there already while it is good for another day, so
 * that a browser that was told to trust it need not be told again.
 */
export async function selfSigned(folder: string): Promise<SelfSigned> {
  const files = { cert: resolve(folder, 'localhost.pem'), key: join(resolve(folder), 'localhost-key.pem') };
  if (isGood(files)) return files;
  const { generate } = await import('selfsigned'); // nothing else needs it
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    algorithm: 'sha256',
    keyType: 'ec',
    notAfterDate: new Date(Date.now() + LASTS * DAY),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(files.key, key, { mode: 0o600 });
  writeFileSync(files.cert, cert);
  return files;
}

function isGood({ cert, key }: SelfSigned): boolean {
  if (!existsSync(cert) || !existsSync(key)) return false;
  try {
    return new X509Certificate(readFileSync(cert)).validToDate.getTime() > Date.now() + DAY;
  } catch {
    return false; // half written, or something else of that name
  }
}
