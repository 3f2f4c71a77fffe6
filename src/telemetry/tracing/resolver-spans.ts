import Module from 'node:module';
import {
  type Attributes,
  type AttributeValue,
  type Context,
  type Span,
  type SpanContext,
  type SpanOptions,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { GraphQLInstrumentation } from '@opentelemetry/instrumentation-graphql';
import { defaultFieldResolver, execute } from 'graphql';
import { readField } from '../../kernel/documents/read-field.ts';
import type { RunningSpan, Trace } from '../../kernel/exchange.ts';
import type { TracedExecute } from '../../kernel/ports/traced-execute.ts';

/**
 * `execute` with the spans of `@opentelemetry/instrumentation-graphql`. It is patched on an object of our own: patched in
 * graphql-js itself it would wrap the resolvers of every schema that anybody executes.
 */
export function createTracedExecute(): TracedExecute {
  const tracer = new InnerTracer();
  const instrumentation = withoutHooks(() => new GraphQLInstrumentation({ enabled: false, mergeItems: true }));
  instrumentation.setTracerProvider({ getTracer: () => tracer });
  const own = { execute, defaultFieldResolver };
  const file = instrumentation
    .getModuleDefinitions()
    .flatMap(({ files }) => files)
    .find(({ name }) => name === 'graphql/execution/execute.js');
  if (!file) throw new Error('The GraphQL instrumentation of OpenTelemetry has no `execute` to patch.');
  file.patch(own);
  return (args) =>
    tracer.within(args.contextValue.exchange.trace, () => own.execute({ fieldResolver: readField, ...args }));
}

/** Whoever makes the first instrumentation hooks `require` for the whole process, though nothing here needs it. */
function withoutHooks<T>(make: () => T): T {
  const { require } = Module.prototype;
  const { getBuiltinModule } = process;
  try {
    return make();
  } finally {
    Module.prototype.require = require;
    process.getBuiltinModule = getBuiltinModule;
  }
}

/**
 * Notes spans with the request that they belong to. A resolver's span comes with its parent; the first of a request has
 * none, but is made before `execute` returns and before any code of the user's runs. So no context needs to follow the
 * asynchronous calls.
 */
class InnerTracer implements Tracer {
  #entered: Trace | null = null;

  within<T>(entered: Trace | null, run: () => T): T {
    this.#entered = entered;
    try {
      return run();
    } finally {
      this.#entered = null;
    }
  }

  startSpan(name: string, { attributes = {} }: SpanOptions = {}, context?: Context): Span {
    const parent = context && trace.getSpan(context);
    const request = parent ? (parent instanceof InnerSpan ? parent.request : null) : this.#entered;
    this.#entered = null;
    const span = new InnerSpan(request, request?.begin(name, innerOf(parent)) ?? null);
    return span.setAttributes(attributes);
  }

  startActiveSpan(): never {
    throw new Error('Spans inside of a request are made by startSpan().');
  }
}

const innerOf = (span: Span | undefined) => (span instanceof InnerSpan ? (span.noted ?? undefined) : undefined);

/** The source text is left out: a client writes comments and names as it likes, and the operation's id says which it is. */
const LEFT_OUT = 'graphql.source';

/** A span of the request as the instrumentation sees it; one that was too many notes nothing. */
class InnerSpan implements Span {
  readonly request: Trace | null;
  readonly noted: RunningSpan | null;

  constructor(request: Trace | null, noted: RunningSpan | null) {
    this.request = request;
    this.noted = noted;
  }

  spanContext(): SpanContext {
    const { traceId = '0'.repeat(32) } = this.request ?? {};
    return { traceId, spanId: this.noted?.spanId ?? '0'.repeat(16), traceFlags: TraceFlags.SAMPLED };
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (key !== LEFT_OUT) this.noted?.note(key, String(value));
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined) this.setAttribute(key, value);
    return this;
  }

  /** Of a resolver that failed, `recordException` has told already. */
  setStatus(): this {
    return this;
  }

  recordException(thrown: unknown): void {
    this.noted?.fail(thrown);
  }

  updateName(name: string): this {
    this.noted?.rename(name);
    return this;
  }

  end(): void {
    this.noted?.end();
  }

  isRecording(): boolean {
    return this.noted !== null;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }
}
