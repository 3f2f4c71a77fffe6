import { defineConfig } from 'tollgate';

export default defineConfig({
  schema: 'schema.graphql',
  sources: {
    library: {
      url: process.env.LIBRARY_URL ?? 'http://127.0.0.1:8080/v1',
      config: { key: process.env.LIBRARY_KEY ?? '' },
    },
  },
  resolvers: {
    Author: { age: ({ born }: { born: number | null }) => born && new Date().getFullYear() - born },
  },
});
