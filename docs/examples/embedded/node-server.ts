import { createServer, type Server } from 'node:http';
import { createGateway, type Gateway } from 'tollgate';
import { config } from './config.ts';

/** A server of your own that leaves `/graphql` to the gateway. Close the server first, then `gateway.stop()`. */
export function serve(root: string): { readonly server: Server; readonly gateway: Gateway } {
  const gateway = createGateway(config, { root, dev: true });
  const graphql = gateway.handler();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/graphql')) graphql(request, response);
    else response.end('My own page');
  });
  return { server, gateway };
}
