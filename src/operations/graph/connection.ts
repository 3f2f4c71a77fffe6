import { GatewayError } from '../../errors/gateway-error.ts';

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

export interface Connection<Node> {
  readonly edges: readonly { readonly node: Node; readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasPreviousPage: boolean;
    readonly hasNextPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

const MOST = 500;
const USUAL = 50;

/**
 * A page of nodes. A cursor holds the key of its node, so a page goes on where the last one ended though nodes came and
 * went. Source: Relay, GraphQL cursor connections §4.
 *
 * @param nodes sorted by their keys
 * @throws GatewayError `BAD_USER_INPUT` for a page that cannot be
 */
export function connection<Node>(
  nodes: readonly Node[],
  keyOf: (node: Node) => string,
  { first, after }: PageArguments,
): Connection<Node> {
  const size = first ?? USUAL;
  if (size < 0 || size > MOST) throw badInput(`\`first\` must be a number from 0 to ${MOST}.`);
  const key = after === undefined || after === null ? null : keyIn(after);
  const found = key === null ? 0 : nodes.findIndex((node) => keyOf(node) > key);
  const start = found === -1 ? nodes.length : found;
  const edges = nodes.slice(start, start + size).map((node) => ({ node, cursor: cursorOf(keyOf(node)) }));
  return {
    edges,
    pageInfo: {
      hasPreviousPage: start > 0,
      hasNextPage: nodes.length > start + size,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: nodes.length,
  };
}

const cursorOf = (key: string): string => Buffer.from(key).toString('base64url');

function keyIn(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (cursorOf(key) !== cursor) throw badInput('`after` must be the cursor of an edge.');
  return key;
}

const badInput = (message: string): GatewayError => new GatewayError(message, { code: 'BAD_USER_INPUT' });
