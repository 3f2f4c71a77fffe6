import { ApolloServer, type ContextThunk, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyRequest } from 'fastify';
import type { ErrorRenderer } from '../errors/render.ts';
import type { Principal } from '../kernel/exchange.ts';
import type { Graph } from '../kernel/ports/graph.ts';
import type { PlaneContext } from '../kernel/fields/resolver.ts';

interface AdminAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Whoever holds the admin token. */
const OPERATOR: Principal = { id: 'admin', tenant: null, scopes: new Set(['gateway:read']) };
const context: ContextThunk<PlaneContext> = async () => ({ principal: OPERATOR });

/** The operators' graph, by an Apollo Server for each generation. */
export class AdminGraph {
  readonly #renderer: ErrorRenderer;
  #apollo: ApolloServer<PlaneContext> | undefined;

  constructor(renderer: ErrorRenderer) {
    this.#renderer = renderer;
  }

  async use({ schema }: Graph): Promise<void> {
    const next = new ApolloServer<PlaneContext>({
      schema,
      formatError: (formatted, error) => this.#renderer.render(error, undefined).errors[0] ?? formatted,
      plugins: [
        ApolloServerPluginLandingPageDisabled(),
        ApolloServerPluginSchemaReportingDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
      ],
      introspection: true,
      stopOnTerminationSignals: false,
      nodeEnv: 'production',
      includeStacktraceInErrorResponses: false,
    });
    await next.start();
    const before = this.#apollo;
    this.#apollo = next;
    await before?.stop();
  }

  async answer(request: FastifyRequest): Promise<AdminAnswer> {
    if (!this.#apollo) throw new Error('The admin graph was asked before it was there.');
    const headers = new HeaderMap(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const { search } = new URL(request.url, 'http://admin');
    const answer = await this.#apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method, headers, search, body: request.body },
      context,
    });
    if (answer.body.kind !== 'complete') throw new Error('The admin graph does not answer incrementally.');
    return { status: answer.status ?? 200, headers: Object.fromEntries(answer.headers), body: answer.body.string };
  }

  async close(): Promise<void> {
    await this.#apollo?.stop();
  }
}
