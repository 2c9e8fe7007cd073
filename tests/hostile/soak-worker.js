// The Worker of the soak: so many clients, or calls of every outcome that an application sees.

// First: it sees what the package instantiates.
import { sizeOfWasm } from "./wasm.js";

import Cloudflare from "cf-stream-downloads";

const json = (body, init) => async () => Response.json(body, init);
const errors = [{ code: 10003, message: "Not Found", error_chain: [{ code: 1, message: "deep" }] }];

// How fetch answers, and the options of the call. Workers make no signals outside of a request.
const OUTCOMES = [
  [json({ success: true, result: { default: { status: "ready", percentComplete: 100 } } })],
  [json({ success: false, errors }, { status: 404 })],
  [async () => new Response("<html>", { status: 502 }), { maxRetries: 0 }],
  [json({ success: true, result: { default: 5 } })],
  [json({ errors: [1, "text", null] }, { status: 400 })],
  [async () => new Response(null, { status: 302, headers: { location: "http://[" } })],
  [() => Promise.reject(new Error("Network connection lost.")), { maxRetries: 0 }],
  [json({}), () => ({ signal: AbortSignal.abort() })],
];

const make = (options) => new Cloudflare({ apiToken: "token", accountId: "account", ...options });

async function callsOf(count) {
  const fetches = OUTCOMES.map(([fetch]) => make({ fetch }));
  for (let i = 0; i < count; i += 1) {
    const turn = i % OUTCOMES.length;
    const [, given] = OUTCOMES[turn];
    const options = typeof given === "function" ? given() : given;
    const call = fetches[turn].stream.downloads.get("video", undefined, options);
    await call.catch(() => {});
  }
}

async function clientsOf(count) {
  const fetch = OUTCOMES[0][0];
  for (let i = 0; i < count; i += 1) {
    const client = make({ apiToken: `token-${i}`, fetch });
    // What is made for a request is used in it, now and then.
    if (i % 10 === 0) await client.stream.downloads.get("video");
  }
}

export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url);
    const soak = searchParams.get("kind") === "clients" ? clientsOf : callsOf;
    await soak(Number(searchParams.get("count")));
    return Response.json({ memory: sizeOfWasm() });
  },
};
