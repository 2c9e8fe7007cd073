import Cloudflare from "cf-stream-downloads";

const unhandled = [];
addEventListener("unhandledrejection", ({ reason }) => unhandled.push(String(reason)));

export default {
  async fetch(request, options) {
    const { downloads } = new Cloudflare(options).stream;
    const calls = [
      downloads.get("video"),
      downloads.waitUntilReady("video"),
      downloads.getMany(["video"]).next(),
    ];
    const outcomes = await Promise.allSettled(calls);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return Response.json({ outcomes: outcomes.map(({ reason }) => String(reason)), unhandled });
  },
};
