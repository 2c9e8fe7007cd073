import Cloudflare from "cf-stream-downloads";

const result = { default: { status: "inprogress", percentComplete: 1 } };
const own = async () => Response.json({ success: true, result });
const resets = async () => Promise.reject(new Error("Reset"));

/** The message of what each way to call ends with. */
async function messages() {
  const clientOf = (options) => new Cloudflare({ apiToken: "t0ken-of-mine", accountId: "a", ...options });
  const { downloads, videos } = clientOf().stream;
  const untimed = clientOf({ timeout: Infinity }).stream.downloads;
  const calls = [
    downloads.get("v"),
    downloads.create("v"),
    downloads.waitUntilReady("v"),
    downloads.ensure("v"),
    downloads.watch("v").next(),
    videos.list().next(),
    untimed.get("v"),
    // With a fetch of one's own what is refused is the time before the next request.
    clientOf({ fetch: own }).stream.downloads.waitUntilReady("v"),
    clientOf({ fetch: resets }).stream.downloads.get("v"),
  ];
  const ended = await Promise.allSettled(calls);
  return ended.map(({ reason }) => String(reason));
}

const told = messages();

export default {
  fetch: async () => Response.json(await told),
};
