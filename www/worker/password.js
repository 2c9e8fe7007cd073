// The password, by HTTP Basic. Any user name will do: there is one password for the team.

import { auth } from "hono/utils/basic-auth";

import { networkOf } from "./network.js";
import { Throttle } from "./throttle.js";

// Of this isolate. Another one counts for itself, which a password of twelve characters bears.
const throttle = new Throttle();

/** Gives `{ entered }`, or for how many seconds nobody with this address is listened to, `{ wait }`. */
export async function checkPassword(req, password) {
  const given = auth(req.raw)?.password;
  if (given === undefined) return {};
  const network = networkOf(req.header("cf-connecting-ip"));
  const [one, other] = await Promise.all([given, password].map(digest));
  // Nothing is awaited from here on, or guesses that come at once would all be listened to.
  const wait = throttle.wait(network);
  if (wait > 0) return { wait };
  const entered = crypto.subtle.timingSafeEqual(one, other);
  throttle.note(network, entered);
  return { entered };
}

// Of equal length, whatever the passwords' are. Systems differ in how they compose a letter.
function digest(text) {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text.normalize()));
}
