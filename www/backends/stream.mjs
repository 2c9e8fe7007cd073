// Miniflare's simulator of Cloudflare Stream, as the Worker's Stream binding: no token, and no API. It has no
// thumbnails, which are made here.

import { once } from "node:events";
import { createServer } from "node:http";

import { sample } from "../../tests/stand-in/file.js";
import { thumbnail } from "../../tests/stand-in/thumbnail.js";

const NAMES = ["A walk along the canal", "Lecture 1", "Lecture 2", "Rain", "Rooftops", "Trailer"];

export function stream() {
  return {
    says: "Using Miniflare's simulator of Stream. Its downloads are ready at once, and have no files.",
    async start() {
      const server = createServer(({ url }, response) => {
        response.setHeader("content-type", "image/svg+xml").end(thumbnail(url.split("/").at(-1)));
      });
      await once(server.listen(0, "127.0.0.1"), "listening");
      const { port } = server.address();
      return { THUMBNAILS: `http://127.0.0.1:${port}/thumbnails` };
    },
    options: { stream: { binding: "STREAM" }, r2Buckets: ["ARCHIVE"] },
    fill,
  };
}

/** Uploads the samples, one after another, so that each has a time of its own. */
async function fill({ STREAM }) {
  for (const name of NAMES) {
    await STREAM.upload(new Response(sample()).body, { meta: { name } });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
