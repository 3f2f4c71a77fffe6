import { defineConfig } from 'tollgate';

export const config = defineConfig({
  schema: 'schema.graphql',
  resolvers: { Query: { hello: (_: unknown, { name }: { name: string }) => `Hello, ${name}!` } },
});
