import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import type { Trace } from '../../kernel/exchange.ts';
import { sameSecret } from '../../kernel/basics/same-secret.ts';
import { numberOf } from './env-number.ts';
import { type RemoteParent, randomId } from './trace-context.ts';

export interface SamplingParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Share of the recorded requests whose resolvers get spans. */
  readonly resolverSpans: number;
  /** Who bears it has a request recorded, with its resolvers. */
  readonly adminToken: string | undefined;
}

type Sampling = (
  parent: RemoteParent | null,
  token: string | undefined,
) => Pick<Trace, 'traceId' | 'sampled' | 'resolverSpans'>;

/** Decides which requests are recorded, and how closely. */
export function createSampling({ env, resolverSpans: share, adminToken }: SamplingParts): Sampling {
  const samples = samplerOf(env);
  return (parent, token) => {
    const traceId = parent?.traceId ?? randomId(16);
    const demanded = token !== undefined && adminToken !== undefined && sameSecret(token, adminToken);
    const sampled = demanded || samples(traceId, parent);
    // Not by the trace's id: the sampler chooses by it, and a share by the same bits would be all of its choice, or none.
    return { traceId, sampled, resolverSpans: demanded || (sampled && Math.random() < share) };
  };
}

/** `OTEL_TRACES_SAMPLER` and its argument; a caller's own decision counts in the `parentbased_` kinds. */
function samplerOf(env: SamplingParts['env']): (traceId: string, parent: RemoteParent | null) => boolean {
  const name = env['OTEL_TRACES_SAMPLER'] ?? 'parentbased_always_on';
  const ratio = new TraceIdRatioBasedSampler(numberOf(env['OTEL_TRACES_SAMPLER_ARG'], 1));
  const root: Readonly<Record<string, (traceId: string) => boolean>> = {
    always_on: () => true,
    always_off: () => false,
    traceidratio: (traceId) =>
      ratio.shouldSample(ROOT_CONTEXT, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED,
  };
  const kind = name.replace(/^parentbased_/, '');
  const decide = root[kind];
  if (!decide)
    throw new Error(
      `OTEL_TRACES_SAMPLER is "${name}". It takes ${Object.keys(root).join(', ')}, each also with parentbased_ before it.`,
    );
  const byParent = name.startsWith('parentbased_');
  return (traceId, parent) => (byParent && parent ? parent.sampled : decide(traceId));
}
