import Cloudflare, { APIError } from "cf-stream-downloads";

const { known, unknown, ...options } = Object.fromEntries(new URLSearchParams(location.search));
const { downloads } = new Cloudflare(options).stream;

async function ask() {
  const result = await downloads.get(known);
  try {
    await downloads.get(unknown);
  } catch (error) {
    // Minifiers rename classes, and bundlers that make two of one break these.
    const { name, status } = error;
    const same = error instanceof APIError && error instanceof Cloudflare.NotFoundError;
    return { result, error: { name, status, same } };
  }
}

ask().then(
  (answer) => (document.querySelector("output").textContent = JSON.stringify(answer)),
  (error) => (document.querySelector("output").textContent = String(error.stack)),
);
