import { type Client, OpenFeature, type Provider, ProviderStatus } from '@openfeature/server-sdk';
import type { Json } from '../../kernel/basics/json.ts';
import type {
  EvaluatedFlag,
  FlagContext,
  FlagProvider,
  FlagStore,
  WantedFlags,
} from '../../kernel/ports/stores/flags.ts';
import type { Signals } from '../../kernel/ports/signals.ts';

export interface ProviderFlagsOptions {
  readonly provider: FlagProvider;
  /** Milliseconds for the flags of one request. */
  readonly timeout: number;
  readonly signals: Signals;
}

let made = 0;

/**
 * Flags of any OpenFeature provider, through the client. A provider that is late, throws or answers another type than
 * asked for costs the request its time at most: the defaults stand in, with the reason.
 */
export function providerFlags({ provider, timeout, signals }: ProviderFlagsOptions): FlagStore {
  const domain = `tollgate-${++made}`; // providers are registered by domain for the whole process
  const client = OpenFeature.getClient(domain);
  client.setLogger({ error: quiet, warn: quiet, info: quiet, debug: quiet });
  const snapshot = {
    keys: null,
    evaluate: (wanted: WantedFlags, context: FlagContext) => inTime(client, wanted, context, timeout),
  };
  return {
    serving: () => snapshot,
    latest: () => snapshot,
    fit: quiet,
    refresh: quiet,
    problems: () =>
      client.providerStatus === ProviderStatus.READY
        ? []
        : [
            `The flag provider "${provider.metadata.name}" is ${client.providerStatus}; what it does not answer has its default.`,
          ],
    async start() {
      // Not awaited: a provider that cannot be reached must not keep the gateway from starting.
      OpenFeature.setProviderAndWait(domain, provider as Provider).catch((error: unknown) => {
        const message = `The flag provider "${provider.metadata.name}" did not start; what it does not answer has its default. It said: ${String(error)}`;
        signals.emit({ level: 'warn', name: 'flags.provider', message });
      });
    },
    close: async () => (provider as Provider).onClose?.(),
  };
}

const quiet = (): void => {};

async function inTime(client: Client, wanted: WantedFlags, context: FlagContext, timeout: number) {
  const found = new Map<string, EvaluatedFlag>();
  for (const [key, fallback] of wanted) found.set(key, instead(key, fallback, 'TIMEOUT'));
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, timeout);
  const all = [...wanted].map(async ([key, fallback]) => {
    const flag = await ask(client, key, fallback, context);
    found.set(key, flag);
  });
  await Promise.race([Promise.all(all), late.promise]);
  clearTimeout(timer);
  return new Map(found); // an answer that comes later changes nothing any more
}

async function ask(client: Client, key: string, fallback: Json, context: FlagContext): Promise<EvaluatedFlag> {
  try {
    const {
      value,
      variant = null,
      reason = 'UNKNOWN',
      errorCode,
    } = await details(client, key, fallback, { ...context });
    if (errorCode) return { ...instead(key, fallback, 'ERROR'), errorCode };
    if (typeof value !== typeof (fallback ?? false))
      return { ...instead(key, fallback, 'ERROR'), errorCode: 'TYPE_MISMATCH' };
    return { key, value, variant, reason };
  } catch {
    return { ...instead(key, fallback, 'ERROR'), errorCode: 'GENERAL' };
  }
}

/** The default's type is the type asked for; null asks for a boolean, which is what gates need. */
function details(client: Client, key: string, fallback: Json, context: Record<string, string>) {
  switch (typeof fallback) {
    case 'string':
      return client.getStringDetails<string>(key, fallback, context);
    case 'number':
      return client.getNumberDetails<number>(key, fallback, context);
    case 'boolean':
      return client.getBooleanDetails(key, fallback, context);
    default:
      return fallback === null
        ? client.getBooleanDetails(key, false, context)
        : client.getObjectDetails(key, fallback as never, context);
  }
}

const instead = (key: string, value: Json, reason: string): EvaluatedFlag => ({ key, value, variant: null, reason });
