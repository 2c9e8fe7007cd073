// A Worker that hands calls to its runtime as they are, and awaits none of them.

import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";

import Cloudflare from "cf-stream-downloads";

const downloads = ({ apiToken, accountId, baseURL }) =>
  new Cloudflare({ apiToken, accountId, baseURL }).stream.downloads;

export class Entrypoint extends WorkerEntrypoint {
  list(video) {
    return downloads(this.env).get(video);
  }
}

export class Videos extends DurableObject {
  list(video) {
    return downloads(this.env).get(video);
  }

  async block(video) {
    return this.ctx.blockConcurrencyWhile(() => downloads(this.env).get(video));
  }
}

const REQUESTS = {
  waitUntil(env, video, context) {
    context.waitUntil(downloads(env).create(video));
    return "started";
  },
  entrypoint: (env, video) => env.ENTRYPOINT.list(video),
  object: (env, video) => env.VIDEOS.getByName("one").list(video),
  block: (env, video) => env.VIDEOS.getByName("one").block(video),
};

export default {
  async fetch(request, env, context) {
    const [, what, video] = new URL(request.url).pathname.split("/");
    try {
      return Response.json({ value: await REQUESTS[what](env, video, context) });
    } catch (error) {
      return Response.json({ error: `${error}` });
    }
  },

  scheduled(event, env) {
    return downloads(env).create(event.cron);
  },
};
