// Whose password one is, for whoever has not given too many wrong ones.

import { networkOf } from "./network.js";
import { Throttle } from "./throttle.js";

// Of this isolate. Another one counts for itself, which a password of twelve characters bears.
const throttle = new Throttle();

/**
 * Gives the `role` whose password was given, if it is one; or for how many seconds nobody of this network is listened
 * to, `wait`. A password that is none counts once, for all roles.
 */
export async function checkPassword(req, given, passwords) {
  const network = networkOf(req.header("cf-connecting-ip"));
  const [one, ...others] = await Promise.all([given, ...Object.values(passwords)].map(digest));
  // Nothing is awaited from here on, or guesses that come at once would all be listened to.
  const wait = throttle.wait(network);
  if (wait > 0) return { wait };
  // All are compared, so that the time says nothing of whose it is.
  const matches = others.map((other) => crypto.subtle.timingSafeEqual(one, other));
  const role = Object.keys(passwords)[matches.indexOf(true)];
  throttle.note(network, role !== undefined);
  return { role };
}

// Of equal length, whatever the passwords' are. Systems differ in how they compose a letter.
function digest(text) {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text.normalize()));
}
