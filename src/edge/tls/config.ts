import { z } from 'zod';

export const tlsConfig = {
  tls: z
    .strictObject({
      cert: z.string().min(1).describe('File of the certificate with its chain, as PEM.'),
      key: z.string().min(1).describe('File of the private key, as PEM.'),
      clientCa: z
        .string()
        .min(1)
        .optional()
        .describe(
          'File of the authority that signs clients’ certificates: with it only clients that have one are served.',
        ),
      minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).default('TLSv1.2').describe('Oldest version of TLS that is spoken.'),
      redirect: z
        .strictObject({
          port: z.int().min(0).max(65_535).describe('Port of the plain listener.'),
          to: z
            .url({
              protocol: /^https$/,
              error: 'expected the address of this gateway, such as https://api.example.com',
            })
            .describe('Public address of this gateway; never taken from the request.'),
        })
        .optional()
        .describe('A plain listener that sends GET and HEAD to HTTPS and refuses the rest. Left out: none.'),
    })
    .optional()
    .describe('HTTPS. The files are watched: a new certificate is taken up without dropping a connection.'),
};

export type TlsConfig = z.output<typeof tlsConfig.tls> & {};
