/** The one field that no service answers. */
export const shopResolvers = { Query: { ping: () => 'pong' } };
