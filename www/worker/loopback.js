// Whether a request is from the machine itself, where no sign-in is needed.

const HOSTS = ["localhost", "127.0.0.1", "[::1]"];
const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/i;
// What proxies and tunnels add. One that rewrites Host would otherwise let the whole internet in.
const ADDED = /^(x-forwarded\b|forwarded$|x-real-ip$|x-client-ip$|x-original-|true-client-ip$|via$|cdn-loop$|cf-)/;

/**
 * Says whether a request is for an address of this machine. A page elsewhere may have its own host's name point here,
 * but cannot change the Host header.
 */
export function isForLoopback(req) {
  const host = `http://${req.header("host")}`;
  const hosts = [req.url, ...(req.header("host") === undefined ? [] : [host])];
  return hosts.every((url) => URL.canParse(url) && HOSTS.includes(new URL(url).hostname));
}

/** The name of a header by which one knows that a request came through a tunnel or a proxy, if there is one. */
export function tunnelHeader(req) {
  return Object.entries(req.header()).find(
    // Miniflare gives the address of whoever asks, which is this machine's.
    ([name, value]) => ADDED.test(name) && !(name === "cf-connecting-ip" && LOOPBACK.test(value)),
  )?.[0];
}
