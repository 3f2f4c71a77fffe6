import { defineConfig } from 'tollgate';
import { tenant } from './tenant-plugin.ts';

export default defineConfig({
  schema: 'schema.graphql',
  sources: {
    books: { url: process.env.BOOKS_URL ?? 'http://127.0.0.1:8080', timeouts: { total: '500ms' } },
  },
  plugins: { governed: [tenant] },
});
