import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

export type ClientAddress = (request: IncomingMessage) => string | null;

/** Proxies behind each other that are followed. */
const MOST_HOPS = 32;

/**
 * Where a request comes from: the nearest address that is no proxy of ours. What stands farther left in `X-Forwarded-For`
 * anybody may have written.
 */
export function clientAddress(trustedProxies: readonly string[]): ClientAddress {
  if (trustedProxies.length === 0) return ({ socket }) => plainAddress(socket.remoteAddress ?? '');
  const trusted = listOf(trustedProxies);
  const isTrusted = (address: string): boolean => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return ({ socket, headers }) => {
    let address = plainAddress(socket.remoteAddress ?? '');
    const forwarded = headers['x-forwarded-for'];
    if (address === null || forwarded === undefined) return address;
    const hops = String(forwarded).split(',').slice(-MOST_HOPS);
    while (isTrusted(address)) {
      const next = plainAddress(hops.pop()?.trim() ?? '');
      if (next === null) return address; // there is no more, or what stands there is no address
      address = next;
    }
    return address;
  };
}

const PORT = /^(?:\[([^\]]*)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/;

/** Without port, brackets and zone; an IPv4 address that came as IPv6 is itself. `null` for what is no address. */
function plainAddress(text: string): string | null {
  const [, bracketed, ported] = text.length > 6 ? (PORT.exec(text) ?? []) : [];
  const address = (bracketed ?? ported ?? text).replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/s, '');
  return isIP(address) === 0 ? null : address;
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
