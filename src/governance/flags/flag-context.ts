import { parseCookie } from 'cookie';
import type { FlagContext } from '../../kernel/ports/stores/flags.ts';
import type { FlagsConfig } from './config.ts';
import type { Asking } from './request-flags.ts';

/** Longer ids are nobody's: they would only cost. */
const LONGEST_KEY = 256;

/** What rules see of a request. Whoever is authenticated is taken by that, others by the id that their client gives. */
export function flagContext({ request, client, principal }: Asking, { header, cookie }: FlagsConfig): FlagContext {
  const targetingKey =
    principal.id ??
    usable(header === undefined ? undefined : request.header(header.toLowerCase())) ??
    usable(cookie === undefined ? undefined : parseCookie(request.header('cookie') ?? '')[cookie]);
  return {
    ...(targetingKey !== undefined && { targetingKey }),
    ...(client.name !== null && { clientName: client.name }),
    ...(client.version !== null && { clientVersion: client.version }),
  };
}

const usable = (key: string | undefined): string | undefined =>
  key !== undefined && key !== '' && key.length <= LONGEST_KEY ? key : undefined;
