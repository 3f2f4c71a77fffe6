import type { GatewayErrorCode } from '../../errors/catalogue.ts';
import { GatewayError } from '../../errors/gateway-error.ts';
import type { Identified } from '../../kernel/exchange.ts';
import type { Plugin } from '../../kernel/plugin.ts';
import type { DocumentLimits } from '../../kernel/ports/document-limits.ts';
import type { Registered, Registry } from '../../kernel/ports/registry.ts';
import type { Signals } from '../../kernel/ports/signals.ts';
import type { Mode } from '../config.ts';
import { isHash, sha256 } from '../ids.ts';
import { isMutation, mutationByGet } from './allowed.ts';
import { type Asked, badRequest } from './asked.ts';

interface Needs extends Identified {
  readonly asked: Asked;
}

interface Adds {
  /** `null` leaves the request to the free lane. */
  readonly registered: Registered | null;
}

export interface RegisteredParts {
  readonly registry: () => Registry;
  readonly mode: Mode;
  readonly limits: DocumentLimits;
  readonly signals: Signals;
}

/**
 * Finds the registered operation, and refuses what the mode does not let through to the free lane: the rows of the
 * table in docs/operations.md.
 */
export function registered({ registry, mode, limits, signals }: RegisteredParts): Plugin<Needs, Adds> {
  const closed = mode === 'safelist' || mode === 'ids-only';
  const parses = mode !== 'open'; // there the free lane does, unless it remembers the text

  const unlisted = (operationHash: string, { client, requestId }: Needs): void => {
    const message = `An operation of client "${client.name ?? 'unknown'}" is not registered; in mode \`safelist\` it would be refused.`;
    const attributes = { requestId, client: client.name, operationHash };
    signals.emit({ level: 'warn', name: 'operation.unlisted', message, attributes });
  };

  const byText = (text: string, exchange: Needs): Registered | null => {
    if (mode === 'ids-only') throw refuse('PERSISTED_QUERY_ID_REQUIRED', ID_REQUIRED);
    if (mode === 'open') return null;
    const found = registry().byNormalisedText(text);
    const tooMuch = found?.overLimit();
    if (tooMuch) throw tooMuch;
    if (found) return found;
    if (mode === 'safelist') throw refuse('QUERY_NOT_IN_SAFELIST', NOT_IN_SAFELIST);
    unlisted(sha256(text), exchange);
    return null;
  };

  return {
    name: 'registered',
    run(exchange) {
      const { id, form, text } = exchange.asked;
      const found = id === null ? undefined : registry().byId(id);
      if (id !== null && form !== 'document' && !found && !isHash(id))
        throw badRequest('The hash must be 64 lower-case hex digits.');
      const tooMuch = found?.overLimit();
      if (tooMuch) throw tooMuch;
      if (text !== null) {
        const refusal = parses ? limits.ofText(text) : null;
        if (refusal) throw refusal;
        if (closed && exchange.request.method === 'GET' && isMutation(text, exchange.asked)) throw mutationByGet();
        if (id !== null && sha256(text) !== id)
          throw refuse('PERSISTED_QUERY_HASH_MISMATCH', 'The hash sent is not the SHA-256 of the text sent.');
        return { registered: found && mode !== 'ids-only' ? found : byText(text, exchange) };
      }
      if (!found && closed)
        throw refuse(
          'PERSISTED_QUERY_NOT_IN_LIST',
          'No registered operation has this id. Register it with `tollgate operations build`.',
        );
      if (!found && form === 'document') throw unknownId();
      if (!found && mode === 'measure' && id !== null) unlisted(id, exchange);
      return { registered: found ?? null };
    },
  };
}

const ID_REQUIRED = 'This gateway takes registered operations by id only. Send the id instead of the text.';
const NOT_IN_SAFELIST = 'The text is not that of a registered operation. Register it with `tollgate operations build`.';

/** No operation has the id that was asked for. */
export const unknownId = (): GatewayError =>
  refuse('PERSISTED_QUERY_NOT_FOUND', 'No operation has this id. Register it with `tollgate operations build`.');

const refuse = (code: GatewayErrorCode, message: string): GatewayError =>
  new GatewayError(message, { code }, { headers: NOT_STORED });

/** A client may register the operation in a moment, so nobody on the way may keep the refusal. */
const NOT_STORED = { 'cache-control': 'private, no-cache, must-revalidate' };
