import { type FeatureFlag, MemoryStorage } from '@openfeature/flagd-core';
import type { Json } from '../../kernel/basics/json.ts';
import type { EvaluatedFlag, FlagContext, FlagSnapshot } from '../../kernel/ports/stores/flags.ts';

const quiet = (): void => {};
const QUIET = { error: quiet, warn: quiet, info: quiet, debug: quiet };

/**
 * Flag definitions in flagd's JSON, made ready to be evaluated in process.
 *
 * @throws Error when the text is not JSON, does not fit flagd's schema, or contradicts itself
 * @see https://flagd.dev/reference/flag-definitions/
 */
export function flagdSnapshot(definitions: string): FlagSnapshot {
  // Without it the rules would be compiled by `new Function`, which a hardened process forbids.
  const flags = new MemoryStorage(QUIET, { disableDynamicCodeGeneration: true });
  try {
    flags.setConfigurations(definitions, true);
  } catch (error) {
    throw new Error(whatIsWrong(error), { cause: error });
  }
  return {
    keys: [...flags.getFlags().keys()].sort(),
    evaluate: (wanted, context) =>
      new Map([...wanted].map(([key, fallback]) => [key, evaluated(flags.getFlag(key), key, fallback, context)])),
  };
}

function evaluated(flag: FeatureFlag | undefined, key: string, fallback: Json, context: FlagContext): EvaluatedFlag {
  const instead = { key, value: fallback, variant: null };
  if (!flag) return { ...instead, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' };
  if (flag.state === 'DISABLED') return { ...instead, reason: 'DISABLED' };
  try {
    const { value, variant = null, reason, errorCode } = flag.evaluate({ ...context });
    if (value === undefined) return { ...instead, reason, ...(errorCode && { errorCode }) };
    if (fallback !== null && typeof value !== typeof fallback)
      return { ...instead, reason: 'ERROR', errorCode: 'TYPE_MISMATCH' };
    return { key, value, variant, reason };
  } catch {
    return { ...instead, reason: 'ERROR', errorCode: 'GENERAL' };
  }
}

interface SchemaError {
  readonly instancePath: string;
  readonly message: string;
  readonly params: { readonly allowedValues?: readonly string[]; readonly additionalProperty?: string };
}

/** The evaluator tells what its schema refuses as a list of JSON, once for each way in which it tried to read it. */
function whatIsWrong(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return error.cause.message;
  const list = error.message.indexOf('[');
  if (list === -1) return error.message;
  const [first] = JSON.parse(error.message.slice(list)) as SchemaError[];
  if (!first) return error.message;
  const { instancePath, message, params } = first;
  const hint = params.allowedValues?.join(', ') ?? params.additionalProperty;
  return `${instancePath.slice(1) || 'the definitions'} ${message}${hint === undefined ? '' : `: ${hint}`}`;
}
