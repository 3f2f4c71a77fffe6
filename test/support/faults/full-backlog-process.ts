import { createServer, type AddressInfo } from 'node:net';

/** Listens with the smallest backlog and tells its port; its parent stops it then. */
const server = createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  process.send?.((server.address() as AddressInfo).port);
});
