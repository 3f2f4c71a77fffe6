export { defineConfig, type Config, type ConfigInput } from './config.ts';
export {
  createGateway,
  type Addresses,
  type ExecuteAnswer,
  type ExecuteRequest,
  type Gateway,
  type GatewayOptions,
} from './gateway.ts';
export { errors } from './errors/factories.ts';
export { GatewayError, type ErrorExtensions } from './errors/gateway-error.ts';
export type {
  Client,
  Governed,
  Identified,
  Operation,
  Principal,
  Received,
  Resolved,
  Result,
  Seen,
  Settled,
  Stage,
  UpstreamCall,
} from './kernel/exchange.ts';
export type { Around } from './kernel/fields/around.ts';
export type { Gate } from './kernel/fields/gate.ts';
export type {
  ContractSection,
  GraphPart,
  Health,
  HealthCheck,
  Observer,
  Plugin,
  Step,
  UserPlugin,
} from './kernel/plugin.ts';
export type { Json } from './kernel/basics/json.ts';
export type { Clock } from './kernel/ports/clock.ts';
export type { EvaluatedFlag, Flags } from './kernel/ports/stores/flags.ts';
export type { Signal, Signals } from './kernel/ports/signals.ts';
export type { CallOptions, Loader, SourceClient, WriteOptions } from './kernel/ports/source-clients.ts';
export { ProblemsError, type Problem } from './kernel/problems/problem.ts';
export { type GatewayContext, resolver, type ResolverMap } from './kernel/fields/resolver.ts';
export type { Finding, PiiClass } from './telemetry/scrubber/finding.ts';
export { detect, redact } from './telemetry/scrubber/redact.ts';
export { traceFunction } from './telemetry/tracing/trace-function.ts';
export type { Log, LogSink } from './kernel/ports/log.ts';
