// A Worker that hands calls to its runtime as they are, and awaits none of them.

import { DurableObject, WorkerEntrypoint, WorkflowEntrypoint } from "cloudflare:workers";

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

export class Steps extends WorkflowEntrypoint {
  async run({ payload: { video } }, step) {
    const retries = { limit: 0, delay: 0 };
    return await step.do("get", { retries }, () => downloads(this.env).get(video));
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
  async step(env, video) {
    const instance = await env.STEPS.create({ params: { video } });
    for (;;) {
      const { status, output, error } = await instance.status();
      if (status === "complete") return output;
      if (status === "errored") throw error;
      await scheduler.wait(20);
    }
  },
};

export default {
  async fetch(request, env, context) {
    const [, what, video] = new URL(request.url).pathname.split("/");
    try {
      return Response.json({ value: await REQUESTS[what](env, video, context) });
    } catch (error) {
      const { name, message } = error;
      return Response.json({ error: { name, message } });
    }
  },

  scheduled(event, env) {
    return downloads(env).create(event.cron);
  },
};
