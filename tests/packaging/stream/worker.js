import Cloudflare from "cf-stream-downloads";

const calls = {
  upload: (_, { STREAM }) => STREAM.upload(new Response("a video").body, { meta: { name: "a" } }),
  get: (downloads, id) => downloads.get(id),
  create: (downloads, id) => downloads.create(id),
  createAudio: (downloads, id) => downloads.audio.create(id),
  delete: (downloads, id) => downloads.delete(id),
  deleteAudio: (downloads, id) => downloads.audio.delete(id),
  wait: (downloads, id) => downloads.waitUntilReady(id, { create: true }, { maxWait: 5000 }),
  watch: (downloads, id) => Array.fromAsync(downloads.watch(id, {}, { maxWait: 5000 })),
  many: async (downloads, id) => {
    const found = await Array.fromAsync(downloads.getMany([id, "missing"]));
    return Object.fromEntries(found.map((it) => [it.identifier === id, it.downloads ?? `${it.error}`]));
  },
  response: async (downloads, id) => (await downloads.get(id).asResponse()).json(),
  often: async (downloads, id) => {
    for (let count = 0; count < 500; count += 1) await downloads.get(id);
    return true;
  },
};

export default {
  async fetch(request, env) {
    const [, what, id] = new URL(request.url).pathname.split("/");
    if (what === "upload") return Response.json((await calls.upload(null, env)).id);
    const client = new Cloudflare({ stream: env.STREAM });
    try {
      return Response.json(await calls[what](client.stream.downloads, id));
    } catch (error) {
      return Response.json(error, { status: 500 });
    }
  },
};
