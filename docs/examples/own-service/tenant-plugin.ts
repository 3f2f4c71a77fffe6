import { errors, type Governed, type Plugin } from 'tollgate';

/** Lets a request through only with a tenant, tells it to resolvers, and counts requests by tenant. */
const requests = new Map<string, number>();

export const tenant: Plugin<Governed, { readonly tenant: string }> = {
  name: 'tenant',
  run({ request }) {
    const name = request.header('x-tenant');
    if (name === undefined) throw errors.forbidden('Send your tenant in the header x-tenant.');
    return { tenant: name }; // resolvers find it as context.exchange.tenant
  },
  observe: {
    settled: (_, exchange) => {
      const { tenant: name = 'none' } = exchange as { tenant?: string };
      requests.set(name, (requests.get(name) ?? 0) + 1);
    },
  },
  health: () => [
    {
      name: 'tenants',
      kind: 'plugin',
      status: 'pass',
      observedAt: new Date().toISOString(),
      detail: `${requests.size} tenants seen`,
    },
  ],
};
