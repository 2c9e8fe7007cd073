import { createServer as createHttpServer } from "node:http";

const { createServer } = await import(process.argv[2]);
const vite = await createServer({ server: { middlewareMode: true, ws: false, hmr: false }, appType: "custom" });

createHttpServer((request, response) => {
  const url = new URL(request.url, "http://127.0.0.1");
  vite.middlewares(request, response, async () => {
    // What only sees whether the server is there asks nothing.
    if (!url.search) return response.end();
    try {
      const { render } = await vite.ssrLoadModule("/entry-server.js");
      response.end(await render(url));
    } catch (error) {
      response.writeHead(500).end(error.stack);
    }
  });
}).listen(process.env.PORT, "127.0.0.1");
