// One answer on its way to the client, with the faults a scenario may ask for. Everything here is about the wire.

import { setTimeout as sleep } from "node:timers/promises";

// A gzip header, and then a block of a type that does not exist: every decoder refuses it.
const BAD_GZIP = Buffer.from("1f8b0800000000000003ffffffffffff", "hex");

const ALWAYS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*",
  // Some clients' pools take a connection that ends later for a failure of the next request.
  connection: "close",
};

/**
 * Sends what `reply()` gives, `{ status, headers, body }`; it is asked once `delay` is over, and not at all for the
 * faults that need no answer. `onLeave` is called if the client goes away before the end.
 */
export async function send(outgoing, reply, { delay, bodyDelay, fault } = {}, onLeave = () => {}) {
  const left = new AbortController();
  let cutHere = false;
  outgoing.once("close", () => {
    left.abort();
    if (!cutHere && !outgoing.writableFinished) onLeave();
  });
  const pause = (ms) => ms && sleep(ms, undefined, { signal: left.signal });
  const cut = (how) => {
    cutHere = true;
    outgoing.socket?.[how]();
  };

  try {
    await pause(delay);
    if (fault === "stall") return;
    if (fault === "reset") return cut("resetAndDestroy");
    if (fault === "close") return cut("destroy");

    const { status, headers, body } = await reply();
    const bytes = fault === "bad-gzip" ? BAD_GZIP : Buffer.from(body);
    const half = bytes.subarray(0, bytes.length / 2);
    outgoing.statusCode = status;
    if (status !== 204) outgoing.setHeader("content-length", bytes.length);
    if (fault === "bad-gzip") outgoing.setHeader("content-encoding", "gzip");
    for (const [name, value] of Object.entries({ ...ALWAYS, ...headers })) {
      outgoing.setHeader(name, value);
    }
    outgoing.flushHeaders();

    await pause(bodyDelay);
    if (fault === "stall-body") outgoing.write(half);
    else if (fault === "truncate") outgoing.write(half, () => cut("destroy"));
    else outgoing.end(bytes);
  } catch (error) {
    if (!left.signal.aborted) throw error;
  }
}

/** The answer to a browser that asks whether a page may send a request at all. */
export const PREFLIGHT = {
  status: 204,
  headers: {
    "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
    "access-control-allow-headers":
      "accept, authorization, content-type, x-auth-key, x-auth-email, x-auth-user-service-key",
  },
  body: "",
};
