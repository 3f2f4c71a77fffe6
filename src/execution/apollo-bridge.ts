import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import type { ErrorRenderer, RenderedErrors } from '../errors/render.ts';
import { WrittenResult } from '../kernel/written-result.ts';
import type { Governed } from '../kernel/exchange.ts';
import type { Fetched, Plan } from '../kernel/ports/planner.ts';
import type { GatewayContext } from '../kernel/fields/resolver.ts';
import type { Lane } from './interpreted.ts';
import { withCoordinates } from './lost-fields.ts';
import { ofItsSource } from './misfits.ts';
import { isTrial } from './trial.ts';

type Listener = GraphQLRequestListener<GatewayContext>;

/** Exchanges that Apollo Server must execute itself, because a user's plugin wants to watch the execution. */
export type WatchedByPlugins = WeakSet<object>;

export interface BridgeParts {
  readonly lane: Lane;
  /** Makes the calls that the operation's plan asks for. */
  readonly fetch: (context: GatewayContext) => Fetched | Promise<Fetched>;
  readonly plan: (exchange: Governed) => Plan;
  readonly renderer: ErrorRenderer;
  readonly watched: WatchedByPlugins;
  /** Takes what the errors of this exchange ask of the transport, besides leaving. */
  readonly rendered: (exchange: object, rendered: RenderedErrors, errors: readonly unknown[]) => void;
}

/**
 * Our one Apollo plugin: it answers with our own execution, so that Apollo Server's never starts. Errors are rendered
 * here, because an answer from `responseForOperation` does not pass `formatError`.
 */
export function apolloBridge({
  lane,
  fetch,
  plan,
  renderer,
  watched,
  rendered,
}: BridgeParts): ApolloServerPlugin<GatewayContext> {
  const render = (errors: readonly unknown[], { exchange }: GatewayContext): RenderedErrors => {
    const planned = (): Plan => plan(exchange);
    const told = errors.map((error) => ofItsSource(error, planned));
    const made = withCoordinates(renderer.renderAll(told, exchange.requestId), planned);
    rendered(exchange, made, errors);
    return made;
  };
  const listener: Listener = {
    async responseForOperation({ contextValue }) {
      const fetching = fetch(contextValue);
      // Only now, since users' plugins may have refused the request before. Apollo Server executes with this very context.
      Object.assign(contextValue, { fetched: 'then' in fetching ? await fetching : fetching });
      if (watched.has(contextValue.exchange)) return null;
      const waits = lane(contextValue);
      const result = 'then' in waits ? await waits : waits;
      if (result instanceof WrittenResult) {
        return { http: NOTHING_SAID, body: { kind: 'single', singleResult: result } };
      }
      const { data, errors, extensions } = result;
      const singleResult = {
        data: data ?? null,
        ...(errors && { errors: render(errors, contextValue).errors }),
        ...(extensions && { extensions }),
      };
      return { http: NOTHING_SAID, body: { kind: 'single', singleResult } };
    },
    // Reached only when Apollo Server executes, or when a user's plugin refuses.
    async didEncounterErrors({ errors, contextValue }) {
      if (!isTrial(contextValue)) render(errors, contextValue);
    },
  };
  return { requestDidStart: async () => listener };
}

/** Read and never written to: Apollo Server copies what stands in it. */
const NOTHING_SAID = { headers: new HeaderMap() };

/**
 * A user's Apollo plugin, watched for `executionDidStart`: execution hooks are skipped whenever the bridge answers, so a
 * request whose plugins ask for one is left to Apollo Server.
 */
export function watchedPlugin(
  plugin: ApolloServerPlugin<GatewayContext>,
  watched: WatchedByPlugins,
  found: (plugin: ApolloServerPlugin<GatewayContext>) => void,
): ApolloServerPlugin<GatewayContext> {
  const { requestDidStart } = plugin;
  if (!requestDidStart) return plugin;
  const watching: typeof requestDidStart = async (context) => {
    const listener = await requestDidStart.call(plugin, context);
    if (listener?.executionDidStart) {
      watched.add(context.contextValue.exchange);
      found(plugin);
    }
    return listener;
  };
  // A proxy, because plugins may be classes whose other hooks stand on the prototype and read private fields.
  return new Proxy(plugin, {
    get(target, hook) {
      if (hook === 'requestDidStart') return watching;
      const value: unknown = Reflect.get(target, hook);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
