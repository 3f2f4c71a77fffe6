import { z } from 'zod';
import { GatewayError } from '../errors/gateway-error.ts';
import { PRINCIPAL_HEADER, type Principals } from '../kernel/ports/principals.ts';

const principal = z.strictObject({
  id: z.string().min(1),
  tenant: z.string().min(1).nullable().default(null),
  scopes: z.array(z.string()).default([]),
});

/** Callers are who they say: for development and tests, never for production. */
export const developmentPrincipals: Principals = {
  of(request) {
    const text = request.header(PRINCIPAL_HEADER);
    if (text === undefined) return null;
    const { data } = principal.safeParse(parsed(text));
    if (data) return { ...data, scopes: new Set(data.scopes) };
    const message = `The header ${PRINCIPAL_HEADER} names no principal. Write it as JSON: { "id": "ann", "scopes": ["trips:read"] }.`;
    throw new GatewayError(message, { code: 'BAD_REQUEST' });
  },
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
