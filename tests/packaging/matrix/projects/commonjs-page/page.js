const { Cloudflare } = require("cf-stream-downloads");

async function ask({ known, unknown, ...options }) {
  const { downloads } = new Cloudflare(options).stream;
  const result = await downloads.get(known);
  const ready = await downloads.waitUntilReady(known, { types: ["default", "audio"] });
  try {
    await downloads.get(unknown);
  } catch (error) {
    const { name, status } = error;
    const same = error instanceof Cloudflare.APIError && error instanceof Cloudflare.NotFoundError;
    return { result, ready, error: { name, status, same } };
  }
}

ask(Object.fromEntries(new URLSearchParams(location.search))).then(
  (answer) => (document.querySelector("output").textContent = JSON.stringify(answer)),
  (error) => (document.querySelector("output").textContent = String(error.stack)),
);
