import { duration } from '../../kernel/basics/units.ts';

/** What goes wrong with a call on purpose. */
type FaultKind =
  | { readonly kind: 'latency'; readonly milliseconds: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'reset' | 'hang' | 'garbage' | 'truncated' };

/** A fault of one source, and for which calls it is. */
export interface Fault {
  readonly source: string;
  readonly what: FaultKind;
  /** 0 to 1. */
  readonly share: number;
  /** Which calls are hit is the same for the same seed. */
  readonly seed: number;
}

/** The grammar, for those who got it wrong. */
const FAULT_GRAMMAR =
  'Write <source>:<kind>[,<share>%][,seed=<number>], the kind one of latency=2s, status=503, error, reset, hang, garbage, truncated.';

/** Reads `airports:latency=2s,50%`. @throws Error that tells the grammar */
export function parseFault(text: string): Fault {
  const [, source = '', kind = '', rest = ''] = /^(\w[\w.:-]*?):([a-z]+(?:=[^,]+)?)((?:,[^,]+)*)$/.exec(text) ?? [];
  const what = kindOf(kind);
  const options = rest.split(',').slice(1);
  const share = options.map((one) => /^(\d+(?:\.\d+)?)%$/.exec(one)?.[1]).find((one) => one !== undefined);
  const seed = options.map((one) => /^seed=(\d+)$/.exec(one)?.[1]).find((one) => one !== undefined);
  const read = (share === undefined ? 0 : 1) + (seed === undefined ? 0 : 1);
  const percent = Number(share ?? 100);
  if (!what || read !== options.length || percent > 100) throw new Error(`"${text}" is no fault. ${FAULT_GRAMMAR}`);
  return { source, what, share: percent / 100, seed: Number(seed ?? 1) };
}

function kindOf(text: string): FaultKind | undefined {
  const [kind, value] = text.split('=');
  switch (kind) {
    case 'latency': {
      const read = duration().safeParse(value);
      return read.success ? { kind, milliseconds: read.data } : undefined;
    }
    case 'error':
      return value === undefined ? { kind: 'status', status: 503 } : undefined;
    case 'status':
      return /^[2-5]\d\d$/.test(value ?? '') ? { kind, status: Number(value) } : undefined;
    case 'reset':
    case 'hang':
    case 'garbage':
    case 'truncated':
      return value === undefined ? { kind } : undefined;
    default:
      return undefined;
  }
}
