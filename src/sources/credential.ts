import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CredentialConfig } from './config.ts';

/** What a source knows the gateway by: one of two secrets, both good while they are exchanged. */
export interface Credential {
  /** Lower-case name of the header. */
  readonly header: string;
  readonly value: () => string;
  /** Reads the secrets anew, for a source that did not take the value: another one to try, where there is one. */
  readonly otherThan: (refused: string) => string | undefined;
  /** The source took the value: it is the one to use. */
  readonly took: (value: string) => void;
}

/** Where secrets are read from. */
export interface SecretPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that paths of the config are seen from. */
  readonly root: string;
}

/** @throws Error naming the secret that cannot be read */
export function openCredential({ header, prefix, secrets }: CredentialConfig, place: SecretPlace): Credential {
  let values = secrets.map((secret) => prefix + secretOf(secret, place));
  let used = 0;
  /** A file that is just being exchanged may be empty, or gone. */
  const again = (secret: Secret, index: number): string => {
    try {
      return prefix + secretOf(secret, place);
    } catch {
      return values[index] ?? '';
    }
  };
  return {
    header,
    value: () => values[used] ?? '',
    otherThan(refused) {
      values = secrets.map(again);
      // Somebody else may have found the good one meanwhile.
      return values[used] === refused ? values.find((value) => value !== refused) : values[used];
    },
    took(value) {
      const index = values.indexOf(value);
      if (index >= 0) used = index;
    },
  };
}

type Secret = CredentialConfig['secrets'][number];

/** What a header can bear. */
const BEARABLE = /^[\t\x20-\x7e\x80-\xff]+$/;

function secretOf(secret: Secret, place: SecretPlace): string {
  const [value, where] =
    'file' in secret
      ? [readFileSync(resolve(place.root, secret.file), 'utf8').trim(), `the file ${secret.file}`]
      : [place.env[secret.env], `the environment's ${secret.env}`];
  if (value === undefined || !BEARABLE.test(value)) {
    const wrong = value ? 'holds what no header can bear' : 'is empty';
    throw new Error(`A source's credential is read from ${where}, which ${wrong}. Put the secret there, on one line.`);
  }
  return value;
}
