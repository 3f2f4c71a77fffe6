import { createServer } from 'node:tls';
import { generate } from 'selfsigned';
import { authority, type Pair } from '../peers/certificates.ts';
import { counted, listening, type MakeStand, noCounts, proxy, toService } from './fault-proxy.ts';
import { hang, pass } from './doors.ts';

let trusted: Promise<Pair> | undefined;

/** An authority that the process is made to trust. */
export function trustedAuthority(): Promise<Pair> {
  return (trusted ??= authority('Trusted by the test'));
}

type Flaw = 'none' | 'expired' | 'wrong host' | 'self-signed';

/** The service behind TLS, with a flaw in its certificate. */
export const secure =
  (flaw: Flaw): MakeStand =>
  async (service) => {
    const { cert, key } = await certificate(flaw);
    const counts = noCounts();
    const server = createServer({ cert, key, allowHalfOpen: true }, (client) => {
      counted(client, counts);
      toService(client, service).pipe(client);
    });
    server.on('tlsClientError', () => {});
    return listening(server, counts, 'https');
  };

/** A handshake that nobody answers. */
export const silentHandshake: MakeStand = async (service) => asSecure(await proxy(hang)(service));

/** A service that speaks no TLS where TLS is expected. */
export const plainText: MakeStand = async (service) => asSecure(await proxy(pass)(service));

const asSecure = (stand: Awaited<ReturnType<MakeStand>>) =>
  stand && { ...stand, url: stand.url.replace('http:', 'https:') };

async function certificate(flaw: Flaw): Promise<Pair> {
  const ca = await trustedAuthority();
  const past = { notBeforeDate: new Date('2020-01-01'), notAfterDate: new Date('2020-02-01') };
  const altNames =
    flaw === 'wrong host'
      ? [{ type: 2 as const, value: 'elsewhere.example' }]
      : [{ type: 7 as const, ip: '127.0.0.1' }];
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'service' }], {
    algorithm: 'sha256',
    keyType: 'ec',
    ...(flaw !== 'self-signed' && { ca }),
    ...(flaw === 'expired' && past),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { cert, key };
}
