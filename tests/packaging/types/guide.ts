// The examples of the README's guide for Workers, as they are written in TypeScript.

import {
  DurableObject,
  WorkerEntrypoint,
  WorkflowEntrypoint,
  type WorkflowEvent,
  type WorkflowStep,
} from "cloudflare:workers";
import Cloudflare, {
  APIConnectionError,
  DownloadFailedError,
  DownloadTimeoutError,
  InternalServerError,
  RateLimitError,
  type DownloadGetResponse,
} from "cf-stream-downloads";

interface Env {
  CLOUDFLARE_API_TOKEN: string;
  CLOUDFLARE_ACCOUNT_ID: string;
  BUCKET: R2Bucket;
  DOWNLOADS: DurableObjectNamespace<Download>;
  QUEUE: Queue<{ video: string }>;
  WORKFLOW: Workflow<{ video: string }>;
  LISTER: Service<Lister>;
}

const downloadsOf = (env: Env) => {
  const { CLOUDFLARE_API_TOKEN: apiToken, CLOUDFLARE_ACCOUNT_ID: accountId } = env;
  return new Cloudflare({ apiToken, accountId }).stream.downloads;
};

const PASSING = [APIConnectionError, DownloadTimeoutError, InternalServerError, RateLimitError];

type State =
  | { video: string; status: "waiting"; until: number }
  | { video: string; status: "ready"; downloads: DownloadGetResponse }
  | { video: string; status: "failed"; reason: string };

export class Download extends DurableObject<Env> {
  async start(video: string) {
    await this.ctx.storage.put<State>("download", { video, status: "waiting", until: Date.now() });
    await this.ctx.storage.setAlarm(Date.now());
  }

  get() {
    return this.ctx.storage.get<State>("download");
  }

  // Answered over RPC as it is.
  look(video: string): Promise<DownloadGetResponse> {
    return downloadsOf(this.env).get(video);
  }

  override async alarm() {
    const state = await this.get();
    if (state?.status !== "waiting") return;
    const { video, until } = state;
    try {
      const options = { maxWait: 20_000 };
      const ready = await downloadsOf(this.env).waitUntilReady(video, { create: true }, options);
      await this.ctx.storage.put<State>("download", { video, status: "ready", downloads: ready });
    } catch (error) {
      if (PASSING.some((type) => error instanceof type) && Date.now() < until) {
        const retryAfter = error instanceof RateLimitError ? error.retryAfter : undefined;
        return this.ctx.storage.setAlarm(Date.now() + Math.max(15_000, retryAfter ?? 0));
      }
      const reason = error instanceof Error ? error.message : String(error);
      await this.ctx.storage.put<State>("download", { video, status: "failed", reason });
    }
  }
}

export class Lister extends WorkerEntrypoint<Env> {
  list(video: string): Promise<DownloadGetResponse> {
    return downloadsOf(this.env).get(video);
  }
}

export class Waiting extends WorkflowEntrypoint<Env, { video: string }> {
  override async run({ payload: { video } }: WorkflowEvent<{ video: string }>, step: WorkflowStep) {
    const downloads = downloadsOf(this.env);
    await step.do("create", async () => await downloads.create(video));
    const seen = await step.do("get", async () => downloads.get(video, {}));
    const url: string | undefined = seen.default?.url;
    const { ready, failure } = await step.do(
      "wait",
      async (): Promise<{ ready?: DownloadGetResponse; failure?: string }> => {
        try {
          return { ready: await downloads.waitUntilReady(video, {}, { maxWait: 20_000 }) };
        } catch (error) {
          if (error instanceof DownloadTimeoutError) return {};
          if (error instanceof DownloadFailedError) return { failure: error.message };
          throw error;
        }
      },
    );
    return { url, ready: ready?.default?.url, failure };
  }
}

interface StreamEvent {
  type: string;
  payload: { id: string };
}

export const events: ExportedHandler<Env, StreamEvent> = {
  async queue(batch, env) {
    const ready = batch.messages.filter(({ body }) => body.type === "cf.stream.video_state.ready");
    const instances = ready.map(({ body: { payload } }) => ({
      id: payload.id,
      params: { video: payload.id },
    }));
    if (instances.length > 0) await env.WORKFLOW.createBatch(instances);
  },
};

async function save(bucket: R2Bucket, key: string, url: string) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  const contentType = response.headers.get("content-type") ?? "video/mp4";
  return bucket.put(key, response.body, { httpMetadata: { contentType } });
}

export default {
  async fetch(request, env, ctx) {
    const video = new URL(request.url).pathname.slice(1);
    const stub = env.DOWNLOADS.getByName(video);
    await stub.start(video);
    const status: string | undefined = (await stub.look(video)).default?.status;
    const { audio } = await env.LISTER.list(video);
    await env.QUEUE.send({ video });
    await env.WORKFLOW.create({ params: { video } });
    ctx.waitUntil(downloadsOf(env).create(video));
    const ready = await downloadsOf(env).waitUntilReady(video, { create: true });
    if (ready.default?.url) await save(env.BUCKET, `${video}.mp4`, ready.default.url);
    return Response.json({ status, audio: audio?.url });
  },

  async queue(batch, env) {
    for (const message of batch.messages) {
      try {
        await downloadsOf(env).waitUntilReady(message.body.video, { create: true });
        message.ack();
      } catch (error) {
        if (error instanceof DownloadFailedError) message.ack();
        else if (error instanceof DownloadTimeoutError) message.retry({ delaySeconds: 60 });
        else if (error instanceof RateLimitError) {
          message.retry({ delaySeconds: Math.ceil((error.retryAfter ?? 300_000) / 1000) });
        } else throw error;
      }
    }
  },

  async scheduled(_controller, env) {
    await downloadsOf(env).create("ea95132c15732412d22c1476fa83f27a");
  },
} satisfies ExportedHandler<Env, { video: string }>;
