// The API as a server that answers at once, in a process of its own. It tells its parent its port.

import { createServer } from "node:http";

import { answer } from "./answer.js";

const { body, headers } = answer();
const server = createServer((request, response) => {
  response.writeHead(200, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
// Its parent is gone.
process.on("disconnect", () => process.exit());
