import { GatewayError } from '../../errors/gateway-error.ts';

/** A name or address with or without a port. Source: RFC 3986 §3.2.2, RFC 9110 §7.2. */
const WELL_FORMED = /^(\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+;=%-]+)(?::\d{0,5})?$/i;

/** Judges `Host`: that it is one, and where names are given, that it is one of them. */
export function hostRule(allowed: readonly string[] | undefined): (host: string) => GatewayError | null {
  const names = allowed && new Set(allowed.map((name) => name.toLowerCase()));
  // Nearly every request asks for the host that the one before it did.
  let passed: string | undefined;
  return (host) => {
    if (host === passed) return null;
    const name = WELL_FORMED.exec(host)?.[1];
    if (name === undefined) return new GatewayError('The header `Host` names no host.', { code: 'BAD_REQUEST' });
    if (names && !names.has(name.toLowerCase())) {
      const message = 'This gateway does not serve the host that was asked for. Ask for one of those in `http.hosts`.';
      return new GatewayError(message, { code: 'MISDIRECTED_REQUEST' });
    }
    passed = host;
    return null;
  };
}
