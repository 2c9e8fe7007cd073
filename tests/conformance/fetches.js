// Functions to hand to a client as its fetch.

export const RESULT = {
  default: { percentComplete: 100, status: "ready", url: "https://x.example" },
};

export const good = () => json({ success: true, errors: [], messages: [], result: RESULT });

export function json(body, init) {
  const headers = { "content-type": "application/json" };
  return new Response(JSON.stringify(body), { headers, ...init });
}

/** A fetch that answers with what `answer` gives, and keeps the arguments of its calls. */
export function recording(answer = good) {
  const calls = [];
  const fetch = async (...args) => {
    calls.push(args);
    return answer();
  };
  return { fetch, calls };
}

/** A fetch that never settles, whatever happens to its signal. */
export const never = () => new Promise(() => {});

/** Runs `body` while the global fetch is `fetch`, and gives what it gives. */
export async function withGlobalFetch(fetch, body) {
  // In some platforms it is inherited.
  const own = Object.getOwnPropertyDescriptor(globalThis, "fetch");
  Object.defineProperty(globalThis, "fetch", { value: fetch, configurable: true, writable: true });
  try {
    return await body();
  } finally {
    if (own) Object.defineProperty(globalThis, "fetch", own);
    else delete globalThis.fetch;
  }
}
