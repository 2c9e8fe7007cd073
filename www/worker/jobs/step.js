// One step of the jobs: it works for a while on videos that wait, or looks once at those in progress. What becomes of
// each video is stored as it comes, so that a step that is cut off is done again, which creates nothing twice.

import { APIUserAbortError, NotFoundError } from "cf-stream-downloads";

import { identifierOf, uidOf } from "../identifier.js";
import { isGivenUp, mayPass, MOST_ENCODING, outcomeOf, retryOf } from "./decisions.js";

// How long a step begins with further videos, and how many it takes at most.
const LENGTH = 20_000;
const MOST = 1000;
// Longer than Cloudflare's limit makes the client wait, and shorter than an alarm may take.
const LONGEST = 10 * 60_000;

const DELETED = { state: "ready", percent: 100 };
const UNTOUCHED = { state: "untouched", percent: 0 };

export class Step {
  #queue;
  #connection;
  #isTrial;
  #end = Date.now() + LENGTH;
  #control = new AbortController();
  #signal = AbortSignal.any([this.#control.signal, AbortSignal.timeout(LONGEST)]);
  // The videos that were begun with, and the first error that may pass.
  #begun = [];
  #trouble;

  /** Whether something was done, and whether something in progress has changed. */
  hasWorked = false;
  hasChanged = false;

  /** A trial is with one video: it tells whether an error is its own. */
  constructor(queue, connection, { isTrial }) {
    this.#queue = queue;
    this.#connection = connection;
    this.#isTrial = isTrial;
  }

  /** Nothing is begun from now on, and what is under way is given up. */
  stop() {
    this.#control.abort();
  }

  /** Works on what waits in a job, which is what `queue.first` gives. */
  async work({ number, action, types: wanted }) {
    const most = action === "delete" ? MOST : MOST_ENCODING - this.#queue.following;
    const { types, videos } = this.#queue.next(number, most);
    const act = {
      create: (video, found) => this.#settle(number, video, outcomeOf(found, types)),
      look: (video, found) => this.#choose(number, video, retryOf(found, wanted, this.#queue.missed(video))),
      delete: (video, found) => this.#delete(number, video, wanted.filter((type) => found[type])),
    };
    const what = action === "delete" ? "delete" : types === null ? "look" : "create";
    const results = what === "create" ? this.#ensure(videos, types) : this.#look(videos);
    const again = [];
    await this.#each(results, act[what], (video, error) => {
      if (!mayPass(error)) this.#settle(number, video, this.#failure(error));
      else if (error.status !== 429) again.push({ video, message: this.#connection.messageOf(error) });
    });
    const now = Date.now();
    if (this.hasWorked) this.#queue.worked(now);
    for (const { video, message } of again) this.#queue.again(number, video, message, now);
    if (this.#trouble) throw this.#trouble;
  }

  /** Looks at most at so many videos that are in progress. */
  async follow(most) {
    const settle = (video, outcomeFor) => {
      for (const { number, ...follower } of this.#queue.followers(video)) {
        const outcome = outcomeFor(follower);
        if (outcome && this.#settle(number, video, outcome)) this.hasChanged = true;
      }
    };
    await this.#each(
      this.#look(this.#queue.followed(most)),
      (video, found) => settle(video, ({ types, begun }) => inTime(outcomeOf(found, types), begun)),
      (video, error) => {
        this.#queue.unseen(video, Date.now());
        settle(video, ({ begun }) => (!mayPass(error) || isGivenUp(begun, Date.now())) && this.#failure(error));
      },
    );
    if (this.#trouble) throw this.#trouble;
  }

  #ensure(videos, types) {
    const options = { signal: this.#signal, maxEncoding: MOST };
    return this.#downloads.ensureMany(this.#feed(videos), { types, retryFailed: true }, options);
  }

  /** The downloads of each. Cloudflare may say "not found" of a video that has none. */
  async *#look(videos) {
    const results = this.#downloads.getMany(this.#feed(videos), null, { signal: this.#signal });
    for await (const result of results) {
      yield result.error instanceof NotFoundError ? { ...result, error: undefined, downloads: {} } : result;
    }
  }

  /** The identifiers, until the time is over or something is in the way. */
  *#feed(videos) {
    for (const video of videos) {
      if (this.#trouble || this.#signal.aborted || Date.now() > this.#end) return;
      if (this.#isTrial && this.#begun.length > 0) return;
      this.#begun.push(video);
      yield identifierOf(video);
    }
  }

  /** Gives the downloads of each video to `take`; what fails, also in there, to `fail`. */
  async #each(results, take, fail) {
    try {
      for await (const { identifier, downloads, error } of results) {
        const video = uidOf(identifier);
        try {
          if (error) throw error;
          await take(video, downloads);
          this.hasWorked = true;
        } catch (error) {
          if (error instanceof APIUserAbortError) throw error;
          if (mayPass(error)) this.#trouble ??= error;
          else this.hasWorked = true;
          fail(video, error);
        }
      }
    } catch (error) {
      if (error instanceof APIUserAbortError) return;
      this.#trouble = error;
      // The client takes a refusal of the token for one of all videos, and does not say whose it was.
      if (this.#begun.length === 1) fail(this.#begun[0], error);
    }
  }

  #choose(number, video, { types, outcome }) {
    if (types) this.#queue.choose(number, video, types);
    if (outcome) this.#settle(number, video, outcome);
  }

  async #delete(number, video, types) {
    for (const type of types) {
      if (this.#signal.aborted) return;
      const deletion = this.#downloads[type].delete(identifierOf(video), null, { signal: this.#signal });
      await deletion.catch(ignoreMissing);
    }
    this.#settle(number, video, types.length > 0 ? DELETED : UNTOUCHED);
  }

  get #downloads() {
    return this.#connection.stream.downloads;
  }

  #settle(number, video, outcome) {
    return this.#queue.settle(number, video, outcome, Date.now());
  }

  #failure(error) {
    return { state: "failed", percent: 0, message: this.#connection.messageOf(error) };
  }
}

function inTime(outcome, begun) {
  if (outcome.state !== "following" || !isGivenUp(begun, Date.now())) return outcome;
  return { state: "failed", percent: 0, message: "It was not ready after a day." };
}

// Somebody else may have deleted it meanwhile.
function ignoreMissing(error) {
  if (!(error instanceof NotFoundError)) throw error;
}
