import type { Governed, Identified, Received, Resolved, Stage } from './exchange.ts';
import type { AnyPlugin, Plugin, UserPlugin } from './plugin.ts';

/** What an exchange must have become before it may leave a stage. */
interface Leaves {
  received: Identified;
  resolved: Resolved;
  governed: Governed;
}

/** One position of the path: a plugin with the reason why it stands there, or the end of a stage. */
export type Position =
  | { readonly kind: 'plugin'; readonly plugin: AnyPlugin; readonly reason: string; readonly ours: boolean }
  | { readonly kind: 'leaves'; readonly stage: Exclude<Stage, 'executed'> };

/**
 * The request's way, written once. `Shape` is what the exchange has become at this position; a plugin that needs more
 * than that does not compile here.
 */
export interface Path<Shape extends Received> {
  readonly positions: readonly Position[];
  /** Places one of our plugins, with the reason for its place. */
  readonly use: <Adds extends object>(plugin: Plugin<Shape, Adds>, reason: string) => Path<Shape & Adds>;
  /** Places the plugins that the config brings. */
  readonly users: (plugins: readonly UserPlugin<Shape>[]) => Path<Shape>;
  /** Ends a stage: its time is stamped here. */
  readonly leaves: <S extends keyof Leaves>(stage: Shape extends Leaves[S] ? S : never) => Path<Shape>;
}

/** An empty path, at the point where a request has come in. */
export function path(): Path<Received> {
  return extend<Received>([]);
}

function extend<Shape extends Received>(positions: readonly Position[]): Path<Shape> {
  return {
    positions,
    use: (plugin, reason) => extend([...positions, { kind: 'plugin', plugin, reason, ours: true }]),
    users: (plugins) =>
      extend([
        ...positions,
        ...plugins.map((plugin): Position => ({ kind: 'plugin', plugin, reason: 'added by the config', ours: false })),
      ]),
    leaves: (stage) => extend([...positions, { kind: 'leaves', stage }]),
  };
}

/** The plugins of a path, in its order. */
export function pluginsOf(positions: readonly Position[]): readonly AnyPlugin[] {
  return positions.flatMap((position) => (position.kind === 'plugin' ? [position.plugin] : []));
}
