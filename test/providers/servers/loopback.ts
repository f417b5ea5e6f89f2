import { createServer, type RequestListener, type Server } from 'node:http';

export interface Loopback {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Serves on a free port of this machine only. */
export async function listen(answer: RequestListener): Promise<Loopback> {
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { origin: `http://127.0.0.1:${address.port}`, close: () => close(server) };
}

/** Does not wait for clients: faults leave connections open on purpose. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeAllConnections();
  await closed;
}
