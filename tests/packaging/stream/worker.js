import Cloudflare from "cf-stream-downloads";

// What is done before a client is there.
const preparations = {
  upload: async ({ STREAM }) => (await STREAM.upload(new Response("a video").body, { meta: { name: "a" } })).id,
  // A hundred at once, so that many of them have the same time.
  async fill({ STREAM }, hundreds) {
    const created = [];
    for (let hundred = 0; hundred < Number(hundreds); hundred += 1) {
      const upload = () => STREAM.upload(new Response("a video").body);
      created.push(...(await Promise.all(Array.from({ length: 100 }, upload))).map((video) => video.created));
    }
    return { count: created.length, times: new Set(created).size };
  },
  // Many small objects at once have all collected that nobody has any more.
  async collect() {
    for (let round = 0; round < 3; round += 1) {
      let kept = [];
      for (let index = 0; index < 3_000_000; index += 1) kept.push({ index });
      kept = undefined;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return true;
  },
};

const calls = {
  get: ({ downloads }, id) => downloads.get(id),
  create: ({ downloads }, id) => downloads.create(id),
  createAudio: ({ downloads }, id) => downloads.audio.create(id),
  delete: ({ downloads }, id) => downloads.delete(id),
  deleteAudio: ({ downloads }, id) => downloads.audio.delete(id),
  wait: ({ downloads }, id) => downloads.waitUntilReady(id, { create: true }, { maxWait: 5000 }),
  watch: ({ downloads }, id) => Array.fromAsync(downloads.watch(id, {}, { maxWait: 5000 })),
  ensure: ({ downloads }, id) => downloads.ensure(id, { types: ["default", "audio"] }),
  ensureMany: ({ downloads }, id) => outcomes(id, downloads.ensureMany([id, "missing"])),
  many: ({ downloads }, id) => outcomes(id, downloads.getMany([id, "missing"])),
  list: ({ videos }, limit) => uids(videos.list({ limit: limit ? Number(limit) : undefined })),
  before: ({ videos }, before) => uids(videos.list({ before })),
  after: ({ videos }, after) => uids(videos.list({ after })),
  search: ({ videos }, search) => uids(videos.list({ search })),
  newest: async ({ videos }) => (await videos.list({ limit: 1 }).next()).value,
  token: ({ token }, id) => token.create(id, { downloadable: true }),
  response: async ({ downloads }, id) => (await downloads.get(id).asResponse()).json(),
  async often({ downloads, videos }, id) {
    for (let count = 0; count < 500; count += 1) await downloads.get(id);
    for (let count = 0; count < 50; count += 1) await videos.list({ limit: 1 }).next();
    return true;
  },
};

const uids = async (videos) => (await Array.fromAsync(videos)).map(({ uid }) => uid);

async function outcomes(id, results) {
  const found = await Array.fromAsync(results);
  return Object.fromEntries(found.map((it) => [it.identifier === id, it.downloads ?? `${it.error}`]));
}

export default {
  async fetch(request, env) {
    const [, what, id] = new URL(request.url).pathname.split("/");
    if (what in preparations) return Response.json(await preparations[what](env, id));
    const client = new Cloudflare({ stream: env.STREAM });
    try {
      return Response.json(await calls[what](client.stream, id));
    } catch (error) {
      return Response.json(error, { status: 500 });
    }
  },
};
