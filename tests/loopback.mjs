// Servers of the tests, on loopback.

import { once } from "node:events";
import { createServer } from "node:http";

/**
 * Starts a server that hands each request to `listener`, and gives its `port` and `origin`. The end of the
 * test ends it.
 */
export async function startServer(t, listener) {
  // A connection that waits stays open: a client may send its next request just when it would be closed.
  const server = createServer({ keepAliveTimeout: 0 }, listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address();
  return { port, origin: `http://127.0.0.1:${port}` };
}
