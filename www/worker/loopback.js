// Whether a request is from the machine itself, where no password is needed.

const HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Says whether all that is known of a request is of this machine. A page elsewhere may have its own host's name point
 * here, but cannot change the Host header; and on Cloudflare the client's address is always known.
 */
export function isLoopback(req) {
  const host = `http://${req.header("host")}`;
  const hosts = [req.url, ...(req.header("host") === undefined ? [] : [host])];
  const ours = hosts.every((url) => URL.canParse(url) && HOSTS.includes(new URL(url).hostname));
  const address = req.header("cf-connecting-ip") ?? "127.0.0.1";
  return ours && /^(127\.|::1$|::ffff:127\.)/i.test(address);
}
