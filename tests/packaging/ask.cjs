// As ask.js does it, with what `require` has given.
exports.ask = async ({ Cloudflare, APIError }, { known, unknown, ...options }) => {
  const { downloads } = new Cloudflare(options).stream;
  const result = await downloads.get(known);
  const ready = await downloads.waitUntilReady(known, { types: ["default", "audio"] });
  try {
    await downloads.get(unknown);
  } catch (error) {
    const { name, status } = error;
    const same = error instanceof APIError && error instanceof Cloudflare.NotFoundError;
    return { result, ready, error: { name, status, same } };
  }
};
